/** Draws a bar for each point. The server's page knows nothing of the bars. */
liveview.hooks.Bars = {
  mounted() {
    this.handleEvent("points", (points) => this.draw(points));
    this.el.addEventListener("click", async () => {
      const { total } = await this.pushEvent("count", { points: this.points });
      this.el.title = total;
    });
  },
  draw(points) {
    this.points = points;
    this.el.replaceChildren(...points.map(() => document.createElement("i")));
  },
};
