from collections import deque
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import psutil

from liveview import LiveView, every, state
from liveview.ui import AreaChart, BarChart, Column, Gauge, LineChart, Stat, Table


class Sample(NamedTuple):
    at: datetime
    user: float
    system: float
    memory: float


class Machine(LiveView):
    template_string = """
      <h1>This machine</h1>
      <div class="ui-grid ui-stats">
        {{ Stat(label="User", value=now.user, unit="%") }} {{ Stat(label="System", value=now.system, unit="%") }}
        {{ Stat(label="Memory", value=now.memory, unit="%") }} {{ Stat(label="Processors", value=cores|length) }}
        {{ Stat(label="Processes", value=rows|length) }} {{ Stat(label="Seen at", value=now.at.strftime("%H:%M:%S")) }}
      </div>
      <div class="ui-grid">
        {{ AreaChart(label="Processor", data=samples, y=["user", "system"], unit="%", low=0, span=60, stacked=true) }}
        {{ LineChart(label="Memory", data=samples, y="memory", unit="%", low=0, high=100, span=60, limits=[90]) }}
        {{ BarChart(label="Cores", data=cores, unit="%", high=100) }} {{ Gauge(label="Disk", value=disk, bad=95) }}
      </div>
      {{ Table(rows=rows, columns=columns, row_key="pid", label="Processes", sort="-cpu_percent", searchable=true) }}
    """
    uses = [AreaChart, BarChart, Gauge, LineChart, Stat, Table]
    columns: ClassVar = [Column("pid", label="PID"), "name", Column("cpu_percent", label="CPU", unit="%", format=".1f")]
    samples: deque[Sample] = deque(maxlen=120)
    now: Sample = state()
    cores: dict[str, float] = {}
    disk: float = 0.0
    rows: list[dict[str, Any]] = []

    def mount(self) -> None:
        self.look()

    @every(seconds=1)
    def look(self) -> None:
        cpu, memory = psutil.cpu_times_percent(), psutil.virtual_memory().percent
        self.now = Sample(datetime.now(), cpu.user, cpu.system, memory)
        self.samples.append(self.now)
        self.cores = {f"Core {number}": use for number, use in enumerate(psutil.cpu_percent(percpu=True), 1)}
        self.disk = psutil.disk_usage("/").percent
        self.rows = [process.info for process in psutil.process_iter(["pid", "name", "cpu_percent"])]
