const versionForm = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/** Sorts versions by stability, newest first: v2, v1, v2beta1, v1alpha1, then others by name. */
export function compareVersions(left: string, right: string): number {
  const leftRank = rankOf(left);
  const rightRank = rankOf(right);
  if (leftRank === undefined || rightRank === undefined) {
    if (leftRank === rightRank) return left < right ? -1 : left > right ? 1 : 0;
    return leftRank === undefined ? 1 : -1;
  }
  for (let index = 0; index < 3; index++) {
    const difference = (rightRank[index] as number) - (leftRank[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rankOf(version: string): readonly number[] | undefined {
  const match = versionForm.exec(version);
  if (match === null) return undefined;
  const stability = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
}
