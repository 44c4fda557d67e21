const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * A duration in human-readable form, with two or three significant figures: `45s`, `2m5s`, `3h12m`, `9d`, `2y40d`. Up to two
 * seconds in the future count as now, to allow for clock skew; further ahead is `<invalid>`. Upstream: apimachinery
 * `util/duration` HumanDuration.
 */
export function humanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / SECOND);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(durationMs / MINUTE);
  if (minutes < 10) return `${minutes}m${unlessZero(seconds % 60, "s")}`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(durationMs / HOUR);
  if (hours < 8) return `${hours}h${unlessZero(minutes % 60, "m")}`;
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) return `${days}d${unlessZero(hours % 24, "h")}`;
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  return hours < 24 * 365 * 8 ? `${years}y${unlessZero(days % 365, "d")}` : `${years}y`;
}

function unlessZero(count: number, unit: string): string {
  return count === 0 ? "" : `${count}${unit}`;
}
