"""What a page in a browser is asked to wait for until nothing of it is on its way."""

from __future__ import annotations

# The client's script is deferred: it has run once the document is complete.
SETTLED = """async () => {
  while (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  if (!window.liveview) throw new Error("this page is not live: it has no [lv-root] beside #lv-data, or no client");
  await window.liveview.settled();
}"""
