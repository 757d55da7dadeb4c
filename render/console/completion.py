"""What is typed so far enters, the words that may come next leave; and the scripts by which shells ask for them.

The scripts know no word themselves: they ask the command that is installed, so that they need not be made again.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from render.console.arguments import format_words, target_words

if TYPE_CHECKING:
    from cyclopts.completion import CompletionContext

SCENES, DECKS = (".yaml", ".yml"), (".pptx", ".potx")
NO_FILES = ("/",)
"""What no file's name ends in."""

BASH = r"""# Completion of render in bash. To install it:
#   mkdir -p ~/.local/share/bash-completion/completions
#   render completion bash > ~/.local/share/bash-completion/completions/render
# or add to ~/.bashrc: eval "$(render completion bash)"
_render() {
    local words word plain='^[[:alnum:]~][[:alnum:]_./,+~-]*$'
    words=$(printf '%s\037' "${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=()
    while IFS=$'\t' read -r word _; do
        case $word in
            $'\037begin') COMPREPLY=() ;;
            $'\037'* | '') ;;
            *) [[ $word =~ $plain ]] || printf -v word '%q' "$word"; COMPREPLY+=("$word") ;;
        esac
    done < <(CYCLOPTS_COMPLETION_WORDS=${words//\\/} "${COMP_WORDS[0]}" __complete 2> /dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        compopt -o nospace 2> /dev/null
    fi
}
complete -F _render render
"""
ZSH = r"""#compdef render
# Completion of render in zsh. To install it, in a folder that fpath names:
#   mkdir -p ~/.zfunc && render completion zsh > ~/.zfunc/_render
# and in ~/.zshrc: fpath+=~/.zfunc; autoload -Uz compinit && compinit
_render() {
    local line word
    local -a typed lines folders others described
    typed=("${(@Q)words[2,CURRENT]}")
    lines=("${(@f)$(CYCLOPTS_COMPLETION_WORDS=$(printf '%s\x1f' "${typed[@]}") $words[1] __complete 2> /dev/null)}")
    for line in "${lines[@]}"; do
        word=${${(q)line%%$'\t'*}/#\\\~/\~}
        case $line in
            $'\x1f'begin) folders=() others=() described=() ;;
            $'\x1f'prefix*) compset -P 1 '*=' ;;
            $'\x1f'* | '') ;;
            */) folders+=("$word") ;;
            *$'\t'*) described+=("${line/$'\t'/:}") ;;
            *) others+=("$word") ;;
        esac
    done
    (( $#folders )) && compadd -Q -S '' -- "${folders[@]}"
    (( $#others )) && compadd -Q -- "${others[@]}"
    (( $#described )) && _describe -t words render described
}
if [[ $funcstack[1] == _render ]]; then
    _render "$@"
else
    compdef _render render
fi
"""
FISH = r"""# Completion of render in fish. To install it:
#   render completion fish > ~/.config/fish/completions/render.fish
function __render_words
    set -l current (commandline -ct)
    set -l typed (commandline -opc)[2..] "$current"
    set -lx CYCLOPTS_COMPLETION_WORDS (string join \x1f -- $typed)\x1f
    set -l before ""
    for line in (command render __complete 2>/dev/null)
        switch $line
            case \x1fprefix\*
                set before (string split \t -- $line)[2]
            case \x1f\* ''
            case '*'
                printf '%s%s\n' $before $line
        end
    end
end
complete -c render -e
complete -c render -f -a '(__render_words)'
"""
HOW = {
    "bash": "render completion bash > ~/.local/share/bash-completion/completions/render",
    "zsh": "render completion zsh > ~/.zfunc/_render  (and fpath+=~/.zfunc before compinit in ~/.zshrc)",
    "fish": "render completion fish > ~/.config/fish/completions/render.fish",
}
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def complete(context: "CompletionContext") -> Iterable[str]:
    """Return what an argument may be that a verb says nothing of itself: files, folders, and words by its name."""
    argument, typed = context.argument, context.incomplete
    for name in (*argument.names, argument.field_info.name):
        if name in NAMED:
            return NAMED[name](typed)
    return files(typed) if "Path" in str(argument.hint) else ()


def files(typed: str, endings: tuple[str, ...] = ("",)) -> Iterator[str]:
    """Yield the files with such `endings`, and the folders, that a path may lead to; hidden ones if it says so."""
    before, slash, start = typed.rpartition("/")
    try:
        with os.scandir(Path(f"{before}{slash}").expanduser()) as listed:
            found = sorted((entry.name, entry.is_dir()) for entry in listed)
    except (OSError, RuntimeError, ValueError):
        return
    for name, is_folder in found:
        if not name.startswith(start) or (name.startswith(".") and not start):
            continue
        if is_folder or name.lower().endswith(endings):
            yield f"{before}{slash}{name}{'/' if is_folder else ''}"


def listed(known: Iterable[str], typed: str) -> Iterator[str]:
    """Yield the words of a list with commas that ends in an unfinished one."""
    before, comma, _ = typed.rpartition(",")
    for word in known:
        if word not in before.split(","):
            yield f"{before}{comma}{word}"


def tables(typed: str) -> Iterator[str]:
    """Yield the tables, and the folders, that a path may go on to."""
    from render.tables.table import SUFFIXES

    return files(typed, SUFFIXES)


def sets(_: object) -> list[str]:
    """Return the names of the teaching sets."""
    from render.training.sets import SETS

    return list(SETS)


def gallery(_: object) -> list[str]:
    """Return the names of the scenes that ship."""
    from render.gallery import names

    return names()


def keys(_: object) -> list[str]:
    """Return the keys that can be explained, with what is in them: panels, panels.surface."""
    from render.scene.manual import paths

    return paths()


NAMED: dict[str, Callable[[str], Iterable[str]]] = {
    "--format": lambda typed: listed(format_words(), typed),
    "--for": lambda typed: listed(target_words(), typed),
    "--jobs": lambda _: ["auto"],
    "--out": lambda typed: files(typed, NO_FILES),
    "--template": lambda typed: files(typed, DECKS),
    "--data": tables,
    "--from": gallery,
    "--scenes": lambda typed: files(typed, SCENES),
    "path": lambda typed: files(typed, SCENES),
    "paths": lambda typed: files(typed, SCENES),
    "name": gallery,
    "key": keys,
    "keys": keys,
}
"""By the names of options, and of arguments without one."""
