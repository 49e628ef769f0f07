"""A server extension that sends a kernel's messages to the page at once.

A kernel answers each touch of an explorer with a short message ("busy") and a long one (the picture). By default TCP
holds the second one back until the page has confirmed the first (Nagle's algorithm, RFC 896), and the page waits some
40 ms with that, in the hope of something to send along (delayed acknowledgement, RFC 1122).
Jupyter Server leaves Tornado's default; ``set_nodelay`` is Tornado's own switch.
"""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Name this module to Jupyter Server, which finds it by ``jupyter_server_config.d`` in the environment."""
    return [{"module": "helpers.no_delay"}]


def _load_jupyter_server_extension(server) -> None:
    """Let whatever class connects pages and kernels switch the delay off first."""
    settings = server.web_app.settings
    settings["kernel_websocket_connection_class"] = without_delay(settings["kernel_websocket_connection_class"])


def without_delay(connection: type) -> type:
    """Return a subclass of a ``BaseKernelWebsocketConnection`` whose websocket does not wait."""

    class WithoutDelay(connection):
        def connect(self):
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    return WithoutDelay
