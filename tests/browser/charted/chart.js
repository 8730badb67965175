/** A chart by uPlot, for points that the view pushes: all of them as `history`, one more as `point`. */
liveview.hooks.Chart = {
  mounted() {
    this.points = [[], []]; // as uPlot has them: all x, all y
    this.draw();
    this.handleEvent("history", (points) => {
      this.points = [points.map(([x]) => x), points.map(([, y]) => y)];
      this.chart.setData(this.points);
    });
    this.handleEvent("point", ([x, y]) => {
      this.points[0].push(x);
      this.points[1].push(y);
      this.chart.setData(this.points);
    });
  },
  updated() {
    this.chart.destroy();
    this.draw();
  },
  destroyed() {
    this.chart.destroy();
  },
  draw() {
    const series = [{}, { label: "signal", stroke: this.el.dataset.color }];
    const options = { width: 600, height: 200, scales: { x: { time: false } }, series };
    this.chart = new uPlot(options, this.points, this.el);
  },
};
