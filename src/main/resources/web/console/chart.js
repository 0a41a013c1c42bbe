import uPlot from './uplot.js';

const MINUTES = 5;
const HEIGHT = 180;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Lines over the last minutes. `names` has one or two.
export class Chart {
  #place;
  #names;
  #times = [];
  #values;
  #plot;

  constructor(place, names) {
    this.#place = place;
    this.#names = names;
    this.#values = names.map(() => []);
    this.#draw();
    new ResizeObserver(() => this.#resize()).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  add(time, values) {
    this.#times.push(time / 1000);
    this.#values.forEach((known, i) => known.push(values[i]));
    while (this.#times[0] < time / 1000 - MINUTES * 60) {
      this.#times.shift();
      this.#values.forEach((known) => known.shift());
    }
    this.#plot.setData([this.#times, ...this.#values]);
  }

  clear() {
    this.#times = [];
    this.#values = this.#names.map(() => []);
    this.#draw();
  }

  #resize() {
    const width = this.#place.clientWidth;
    if (width > 0) this.#plot.setSize({ width, height: HEIGHT });
  }

  #draw() {
    this.#plot?.destroy();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 } };
    const whole = (plot, splits) => splits.map((it) => (it >= 1000 ? `${it / 1000}k` : `${it}`));
    this.#plot = new uPlot({
      width: this.#place.clientWidth || 400,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { range: () => [Date.now() / 1000 - MINUTES * 60, Date.now() / 1000] },
        y: { range: (plot, low, high) => [0, Math.max(1, (high || 0) * 1.1)] },
      },
      axes: [axis, { ...axis, size: 52, values: whole }],
      series: [
        { value: (plot, time) => (time ? new Date(time * 1000).toLocaleTimeString() : '–') },
        ...this.#names.map((label, i) => ({
          label, stroke: colour(i === 0 ? '--first' : '--second'), width: 2, spanGaps: true, points: { show: false },
          value: (plot, it) => (it == null ? '–' : it.toFixed(it < 10 ? 1 : 0)),
        })),
      ],
    }, [this.#times, ...this.#values], this.#place);
  }
}
