/** One clause of an Accept header: `application/json;as=Table;v=v1;g=meta.k8s.io`. */
export interface AcceptClause {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Go's sort uses insertion sort for so few; the order of equal elements in longer slices is unspecified. */
const insertionSortLimit = 12;

/**
 * Parses an Accept header into clauses, most preferred first: by quality, then named types before `*`. Clauses that cannot be
 * parsed are dropped, as upstream does (goautoneg).
 */
export function parseAccept(header: string): readonly AcceptClause[] {
  const clauses: AcceptClause[] = [];
  for (const part of header.split(",")) {
    const clause = parseClause(part);
    if (clause !== undefined) clauses.push(clause);
  }
  if (clauses.length > insertionSortLimit) return clauses.sort((left, right) => right.quality - left.quality);
  for (let end = 1; end < clauses.length; end++) {
    for (let at = end; at > 0; at--) {
      const [before, clause] = [clauses[at - 1], clauses[at]] as [AcceptClause, AcceptClause];
      if (!comesBefore(clause, before)) break;
      clauses[at - 1] = clause;
      clauses[at] = before;
    }
  }
  return clauses;
}

/** Upstream's comparison, which is not a consistent order: a named type precedes `*` even with a lower quality. */
function comesBefore(left: AcceptClause, right: AcceptClause): boolean {
  if (left.quality > right.quality) return true;
  if (left.type !== "*" && right.type === "*") return true;
  return left.subtype !== "*" && right.subtype === "*";
}

function parseClause(text: string): AcceptClause | undefined {
  const [range = "", ...rest] = text.split(";");
  const [type = "", subtype = "", ...more] = range.trim().split("/");
  if (type === "" || more.length > 0) return undefined;
  if (subtype === "" && type !== "*") return undefined;
  const parameters = new Map<string, string>();
  let quality = 1;
  for (const parameter of rest) {
    const [name = "", value = "", ...beyond] = parameter.split("=");
    if (value === "" || beyond.length > 0) continue;
    if (name.trim() !== "q") parameters.set(name.trim(), value.trim());
    else quality = qualityOf(value);
  }
  return { type, subtype: subtype === "" ? "*" : subtype, quality, parameters };
}

/** A quality that is not a number is 0, the least preferred, and not refused. */
function qualityOf(text: string): number {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : 0;
}

/** Whether a clause covers a media type such as `application/json`. */
export function clauseCovers(clause: AcceptClause, mediaType: string): boolean {
  const slash = mediaType.indexOf("/");
  if (clause.type === "*") return clause.subtype === "*";
  if (clause.type !== mediaType.slice(0, slash)) return false;
  return clause.subtype === "*" || clause.subtype === mediaType.slice(slash + 1);
}
