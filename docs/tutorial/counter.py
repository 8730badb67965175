from liveview import LiveView, event


class Counter(LiveView):
    template_string = """
      <h1>{{ count }}</h1>
      <button lv-click="add">+1</button>
      <button lv-click="add" lv-value-by="10">+10</button>
    """
    count: int = 0

    @event
    async def add(self, by: int = 1) -> None:
        self.count += by
