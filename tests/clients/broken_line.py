"""A line between a client and a server that fails on purpose."""

import socket
import threading


class BrokenLine:
    """Forwards TCP from an address of its own to `target`. The first
    connection that has carried `bytes_max` from the client carries no more of
    it for `hold_seconds`, while the server goes on answering what it got. Then
    it is cut, unless release() came before."""

    def __init__(self, target, bytes_max, hold_seconds):
        host, port = target.split(":")
        self.target = (host, int(port))
        self.bytes_left = bytes_max
        self.hold_seconds = hold_seconds
        self.broken = threading.Event()
        self.released = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self._start(self._accept)

    def release(self):
        self.released.set()

    def close(self):
        self.release()
        self.listener.close()

    def _start(self, target, *arguments):
        threading.Thread(target=target, args=arguments, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:  # closed
                return
            server = socket.create_connection(self.target)
            self._start(self._copy, client, server, True)
            self._start(self._copy, server, client, False)

    def _copy(self, source, sink, is_upward):
        try:
            while data := source.recv(1024):
                if is_upward and not self.broken.is_set():
                    self.bytes_left -= len(data)
                    if self.bytes_left <= 0:
                        self.broken.set()
                        if not self.released.wait(self.hold_seconds):
                            break
                sink.sendall(data)
        except OSError:  # the other direction has ended both
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
