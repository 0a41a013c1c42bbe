// Reads the hub's metrics, and makes rates and quantiles of two looks at them.

const SAMPLE = /^(tidings_\w+)\{([^}]*)\} (\S+)$/gm;
const LABEL = /(\w+)="([^"]*)"/g;

export class Figures {
  #samples = new Map();

  constructor(text, at) {
    this.at = at;
    for (const [, name, labels, value] of text.matchAll(SAMPLE)) {
      const known = this.#samples.get(name) || [];
      known.push({ labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, k, v]) => [k, v])), value: Number(value) });
      this.#samples.set(name, known);
    }
  }

  all(name) {
    return this.#samples.get(name) || [];
  }

  sum(name) {
    return this.all(name).reduce((total, sample) => total + sample.value, 0);
  }

  // How many more a second than in an earlier look; 0 if the hub has started anew in between.
  rate(name, before) {
    const seconds = (this.at - before.at) / 1000;
    return seconds > 0 ? Math.max(0, this.sum(name) - before.sum(name)) / seconds : 0;
  }

  // The time in milliseconds below which this part of what came since an earlier look lies, as far as the buckets
  // tell; null if nothing came.
  quantile(name, part, before) {
    const earlier = new Map(before.all(`${name}_bucket`).map((it) => [it.labels.le, it.value]));
    const buckets = this.all(`${name}_bucket`)
      .map((it) => ({ upTo: it.labels.le === '+Inf' ? Infinity : Number(it.labels.le), count: it.value - (earlier.get(it.labels.le) || 0) }))
      .sort((a, b) => a.upTo - b.upTo);
    const total = buckets.length ? buckets.at(-1).count : 0;
    if (!(total > 0)) return null;
    const wanted = part * total;
    let below = { upTo: 0, count: 0 };
    for (const bucket of buckets) {
      if (bucket.count >= wanted) {
        if (bucket.upTo === Infinity) return below.upTo * 1000;
        const within = bucket.count === below.count ? 1 : (wanted - below.count) / (bucket.count - below.count);
        return (below.upTo + (bucket.upTo - below.upTo) * within) * 1000;
      }
      below = bucket;
    }
    return null;
  }
}
