"""A video on a slide enters, the XML leaves that lets it play by itself when the slide appears.

This is what PowerPoint writes for "Start: Automatically" (ECMA-376 Part 1, 19.5): the main sequence calls the video's
command playFrom as soon as it begins, the media node says how often the video repeats, and a sequence of its own lets
a click on the video pause it, or go on. python-pptx writes the media node alone, which waits for a click.
"""

from typing import TYPE_CHECKING

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

if TYPE_CHECKING:
    from pptx.slide import Slide

TIMING = """
<p:timing {namespace}><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
  <p:seq concurrent="1" nextAc="seek">
    <p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>
      <p:par><p:cTn id="3" fill="hold">
        <p:stCondLst>
          <p:cond delay="indefinite"/>
          <p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond>
        </p:stCondLst>
        <p:childTnLst>
          <p:par><p:cTn id="4" fill="hold">
            <p:stCondLst><p:cond delay="0"/></p:stCondLst>
            <p:childTnLst>
              <p:par>
                <p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold" nodeType="afterEffect">
                  <p:stCondLst><p:cond delay="0"/></p:stCondLst>
                  <p:childTnLst>
                    <p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr>
                      <p:cTn id="6" dur="{milliseconds}" fill="hold"/>
                      <p:tgtEl>{video}</p:tgtEl>
                    </p:cBhvr></p:cmd>
                  </p:childTnLst>
                </p:cTn>
              </p:par>
            </p:childTnLst>
          </p:cTn></p:par>
        </p:childTnLst>
      </p:cTn></p:par>
    </p:childTnLst></p:cTn>
    <p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst>
    <p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst>
  </p:seq>
  <p:video>
    <p:cMediaNode vol="80000">
      <p:cTn id="7" {repeat}fill="hold" display="0">
        <p:stCondLst><p:cond delay="indefinite"/></p:stCondLst>
      </p:cTn>
      <p:tgtEl>{video}</p:tgtEl>
    </p:cMediaNode>
  </p:video>
  <p:seq concurrent="1" nextAc="seek">
    <p:cTn id="8" restart="whenNotActive" fill="hold" evtFilter="cancelBubble" nodeType="interactiveSeq">
      <p:stCondLst><p:cond evt="onClick" delay="0"><p:tgtEl>{video}</p:tgtEl></p:cond></p:stCondLst>
      <p:endSync evt="end" delay="0"><p:rtn val="all"/></p:endSync>
      <p:childTnLst>
        <p:par><p:cTn id="9" fill="hold">
          <p:stCondLst><p:cond delay="0"/></p:stCondLst>
          <p:childTnLst>
            <p:par><p:cTn id="10" fill="hold">
              <p:stCondLst><p:cond delay="0"/></p:stCondLst>
              <p:childTnLst>
                <p:par>
                  <p:cTn id="11" presetID="2" presetClass="mediacall" presetSubtype="0" fill="hold"
                   nodeType="clickEffect">
                    <p:stCondLst><p:cond delay="0"/></p:stCondLst>
                    <p:childTnLst>
                      <p:cmd type="call" cmd="togglePause"><p:cBhvr>
                        <p:cTn id="12" dur="1" fill="hold"/>
                        <p:tgtEl>{video}</p:tgtEl>
                      </p:cBhvr></p:cmd>
                    </p:childTnLst>
                  </p:cTn>
                </p:par>
              </p:childTnLst>
            </p:cTn></p:par>
          </p:childTnLst>
        </p:cTn></p:par>
      </p:childTnLst>
    </p:cTn>
    <p:nextCondLst><p:cond evt="onClick" delay="0"><p:tgtEl>{video}</p:tgtEl></p:cond></p:nextCondLst>
  </p:seq>
</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>
"""


def autoplay(slide: "Slide", video: int, seconds: float, plays: int | None) -> None:
    """Let the shape of `slide` with the id `video`, which lasts for `seconds`, play by itself, without end or `plays`
    times.

    A repeatCount counts in thousandths (ECMA-376 Part 1, 19.5.33, cTn).
    """
    times = "indefinite" if plays is None else str(1000 * plays)
    timing = TIMING.format(
        namespace=nsdecls("p"),
        milliseconds=round(1000 * seconds),
        video=f'<p:spTgt spid="{video}"/>',
        repeat="" if plays == 1 else f'repeatCount="{times}" ',
    )
    old = slide.element.get_or_add_timing()
    old.getparent().replace(old, parse_xml(timing))
