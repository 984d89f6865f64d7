"""A slow line between a browser and a server on this machine: latency and rate at the bytes, whoever asks.

Chromium's own throttling passes by what a service worker fetches; a proxy passes by nothing.
"""

import asyncio
import threading
from dataclasses import dataclass, field

_PIECE = 4096
_END = b""


@dataclass(frozen=True)
class Line:
    """What a line does: bits a second each way, and milliseconds there and back. 0 bits: as fast as it goes."""

    name: str
    bits_per_second: int
    round_trip_ms: int


SLOW = Line("400 kbit/s, 300 ms", 400_000, 300)
MEDIUM = Line("1.6 Mbit/s, 150 ms", 1_600_000, 150)
OPEN = Line("unthrottled", 0, 0)
LINES = (SLOW, MEDIUM, OPEN)


@dataclass
class _Lane:
    """One direction, shared by all connections as a real line is."""

    line: Line
    free_at: float = 0.0

    def due(self, size: int, now: float) -> float:
        """When these bytes have arrived at the other end."""
        seconds = size * 8 / self.line.bits_per_second if self.line.bits_per_second else 0.0
        self.free_at = max(self.free_at, now) + seconds
        return self.free_at + self.line.round_trip_ms / 2000


@dataclass
class Count:
    """What has passed since the last reset."""

    down_bytes: int = 0
    up_bytes: int = 0
    connections: int = 0

    def reset(self) -> None:
        self.down_bytes = self.up_bytes = self.connections = 0


@dataclass
class SlowLine:
    """Listens on a port of its own and hands everything to `port`, slowly. Use as a context manager."""

    port: int
    line: Line
    count: Count = field(default_factory=Count)
    own_port: int = 0

    def __enter__(self) -> "SlowLine":
        started = threading.Event()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, args=(started,), daemon=True).start()
        started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.own_port}"

    def change(self, line: Line) -> None:
        """Another line from now on; connections stay."""
        self.line = self._up.line = self._down.line = line

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._up, self._down = _Lane(self.line), _Lane(self.line)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", self.own_port))
        self.own_port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        # Connections that the browser still holds end with the line.
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.count.connections += 1
        # Opening a connection costs a round trip before the first byte of the request.
        await asyncio.sleep(self.line.round_trip_ms / 1000)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.close()
            return
        try:
            await asyncio.gather(
                self._carry(reader, far_writer, self._up, "up_bytes"),
                self._carry(far_reader, writer, self._down, "down_bytes"),
            )
        except asyncio.CancelledError:
            # The line is closed; a task that ended so would be told as a fault.
            return

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, lane: _Lane, counter: str
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)
        sending = asyncio.create_task(self._deliver(under_way, target))
        try:
            while piece := await source.read(_PIECE):
                setattr(self.count, counter, getattr(self.count, counter) + len(piece))
                await under_way.put((lane.due(len(piece), self._loop.time()), piece))
        except OSError:
            pass
        await under_way.put((lane.due(0, self._loop.time()), _END))
        await sending

    async def _deliver(
        self, under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter
    ) -> None:
        broken = False
        while True:
            due, piece = await under_way.get()
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            if piece is _END:
                target.close()
                return
            try:
                if not broken:
                    target.write(piece)
                    await target.drain()
            except OSError:
                # The queue is emptied all the same, so that the other side is not held up for ever.
                broken = True
