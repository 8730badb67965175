"""What is served while the app cannot be imported: the mistake, with its source."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from liveview.channel.report import report
from liveview.web.app import LiveApp
from liveview.web.turning_away import is_connecting, send_for_the_page


class FailureApp:
    """Answers every request with the error page.

    Args:
        error: what importing the app raised.
    """

    def __init__(self, error: Exception) -> None:
        self._report = report(error, "The app cannot be imported")
        self._assets = LiveApp(debug=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if is_connecting(scope):
            await send_for_the_page(scope, receive, send)  # it asks for itself again, and gets the error
        elif scope["type"] == "http" and not scope["path"].startswith("/live/assets/"):
            request = Request(scope)
            html = self._assets.live.documents.error(self._report, request.scope.get("root_path", ""))
            await HTMLResponse(html, status_code=500)(scope, receive, send)
        else:
            await self._assets(scope, receive, send)
