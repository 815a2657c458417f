/** Figures and times as people read them. */
const whole = new Intl.NumberFormat('en');
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function count(value: number): string {
  return whole.format(value);
}

/** 0..1 as a percentage; an em dash where there is none. */
export function percent(rate: number | null, digits = 0): string {
  return rate === null ? '—' : `${(100 * rate).toFixed(digits)}%`;
}

/** A figure with so many digits behind the point; an em dash where there is none. */
export function figure(value: number | null, digits = 2): string {
  return value === null ? '—' : value.toFixed(digits);
}

/** Milliseconds since the epoch. */
export function dateTime(time: number): string {
  return dates.format(time);
}

/** Seconds as `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const rounded = Math.round(seconds);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (rounded < 60) return `${String(rounded)} s`;
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(rounded % 60).padStart(2, '0')} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A file's size. */
export function bytes(size: number): string {
  if (size < 1000) return `${String(size)} B`;
  if (size < 1_000_000) return `${(size / 1000).toFixed(size < 10_000 ? 1 : 0)} kB`;
  if (size < 1_000_000_000) return `${(size / 1_000_000).toFixed(1)} MB`;
  return `${(size / 1_000_000_000).toFixed(1)} GB`;
}
