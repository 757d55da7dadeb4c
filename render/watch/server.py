"""Paths of scenes enter; a page on this machine, and for this machine only, shows their films until Ctrl-C."""

import asyncio
import json
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import awatch

from render.errors import UsageError, again
from render.files import temporary
from render.signals import handed_to
from render.watch.board import Board
from render.watch.pictures import Pictures
from render.watch.scheduler import Scheduler
from render.watch.watched import Watched

HOST, PORT, PORTS = "127.0.0.1", 8765, 20
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self'; "
    "script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}
PICTURES = {
    **{f".{kind}": f"image/{kind}" for kind in ("apng", "gif", "png", "webp")},
    **{f".{kind}": f"video/{kind}" for kind in ("mp4", "webm")},
}
"""Types that not every system knows, and programs that are installed on Windows may change; browsers show no picture of
another type."""
QUIET, LONGEST = 25, 250
"""Milliseconds without a change after which a save is taken for finished, and after which it is in any case."""
LOOKS = 1_000
"""Milliseconds between two looks at which folders there are to watch."""


class Billboard:
    """The newest board, and those who wait for the next one."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._changed = asyncio.Event()
        self._closed = False

    def show(self, board: Board) -> None:
        """Let `board` be the newest one."""
        self._board = board
        self._wake()

    def close(self) -> None:
        """Let nobody wait any more."""
        self._closed = True
        self._wake()

    async def after(self, seen: Board | None) -> Board | None:
        """Return the newest board, as soon as it is another one than `seen`; None at the end."""
        while not self._closed and self._board is seen:
            await self._changed.wait()
        return None if self._closed else self._board

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Server(uvicorn.Server):
    """Ends the streams that would keep it from ending, and ends in order whatever the impatience."""

    billboard: Billboard

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Heed the first Ctrl-C: a second one would leave undone what the first one has begun."""
        if not self.should_exit:
            super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Heed SIGHUP as well, which uvicorn leaves alone; it is raised at the end, as the others are."""
        with super().capture_signals(), handed_to(self.handle_exit):
            yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the billboard first."""
        self.billboard.close()
        await super().shutdown(sockets)


def serve(paths: Sequence[Path], out: Path, port: int | None, opens: bool) -> None:
    """Serve the page until Ctrl-C, which raises KeyboardInterrupt. Raises UsageError for a port that is taken."""
    with closing(_listening(port)) as listening:
        address = f"http://{HOST}:{listening.getsockname()[1]}"
        print(f"watching at {address}  Ctrl-C ends it", flush=True)
        if opens:
            # Some browsers return only when they are closed.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        asyncio.run(_serve(Watched(paths, out), listening))


async def _serve(watched: Watched, listening: socket.socket) -> None:
    billboard = Billboard()
    app = _app(watched, billboard, lambda: setattr(server, "should_exit", True))
    config = uvicorn.Config(
        app,
        lifespan="on",
        ws="none",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    server.billboard = billboard
    await server.serve([listening])
    app.state.running.result()


def _app(watched: Watched, billboard: Billboard, stop: Callable[[], None]) -> Starlette:
    """Return the application, which calls `stop` when it cannot go on."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()

        def publish(board: Board) -> None:
            loop.call_soon_threadsafe(billboard.show, board)

        def ended(_: Future[None]) -> None:
            # The loop is closed if nobody waited for the scheduler.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(stop)

        with (
            temporary() as folder,
            ThreadPoolExecutor(1) as threads,
        ):
            app.state.pictures = Pictures(watched.out, folder)
            scheduler = Scheduler(watched, app.state.pictures, publish)
            app.state.scheduler = scheduler
            app.state.running = running = threads.submit(scheduler.run)
            running.add_done_callback(ended)
            following = [asyncio.create_task(_follow(watched, scheduler, deep)) for deep in (True, False)]
            try:
                yield
            finally:
                for task in following:
                    task.cancel()
                scheduler.end()

    async def events(_: Request) -> Response:
        async def told() -> AsyncIterator[str]:
            seen: Board | None = None
            yield "retry: 500\n\n"
            while board := await billboard.after(seen):
                yield f"data: {json.dumps(board.since(seen))}\n\n"
                seen = board

        return StreamingResponse(told(), media_type="text/event-stream", headers=HEADERS)

    async def look(request: Request) -> Response:
        # Pages from elsewhere can send this, too.
        if request.headers.get("sec-fetch-site") != "same-origin":
            return PlainTextResponse("not from this page", 403, headers=HEADERS)
        request.app.state.scheduler.look_at(request.path_params["name"])
        return Response(status_code=204, headers=HEADERS)

    async def page(request: Request) -> Response:
        name, kind = PAGE[request.url.path]
        return Response(Path(__file__).with_name(name).read_bytes(), media_type=kind, headers=HEADERS)

    async def picture(request: Request) -> Response:
        path = request.app.state.pictures.path_of(request.path_params["key"])
        if not (path and path.is_file()):
            return PlainTextResponse("no such picture", 404, headers=HEADERS)
        return FileResponse(path, headers=HEADERS, media_type=PICTURES.get(path.suffix))

    routes = [
        *(Route(path, page) for path in PAGE),
        Route("/events", events),
        Route("/picture/{key}", picture),
        Route("/look/{name:path}", look, methods=["POST"]),
    ]
    # A page elsewhere may let its own name point here; it cannot choose the name that its requests are for.
    trusted = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False)
    return Starlette(routes=routes, middleware=[trusted], lifespan=lifespan)


async def _follow(watched: Watched, scheduler: Scheduler, deep: bool) -> None:
    """Tell `scheduler` of changes in the folders that are `watched`: of those below which all is, or of the others."""
    polls = None
    while True:
        folders = watched.deep if deep else watched.flat
        try:
            async for changes in awatch(
                *folders,
                debounce=LONGEST,
                step=QUIET,
                rust_timeout=LOOKS,
                yield_on_timeout=True,
                recursive=deep,
                force_polling=polls,
                ignore_permission_denied=True,
            ):
                if changes:
                    scheduler.change([Path(path) for _, path in changes])
                if folders != (watched.deep if deep else watched.flat):
                    # Between two watches nobody sees what changes.
                    scheduler.change(None)
                    break
        except OSError:
            # The system watches no more files than its limit allows, or a folder went away just now.
            polls = True
            await asyncio.sleep(LOOKS / 1000)


def _listening(port: int | None) -> socket.socket:
    """Return a socket at `port`, or at the first one that is free. Raises UsageError if it is taken."""
    for each in [port] if port is not None else [*range(PORT, PORT + PORTS), 0]:
        with suppress(OSError, OverflowError):
            return socket.create_server((HOST, each))
    said = f"port {port} is taken, or none that this program may use; without --port a free one is found"
    raise UsageError(said, again("--port"))
