/** One clause of an Accept header: `application/json;as=Table;v=v1;g=meta.k8s.io`. */
export interface AcceptClause {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads an Accept header into clauses, most wanted first: by quality, then named types before `*`. What cannot be read
 * is left out, as upstream does.
 */
export function parseAccept(header: string): readonly AcceptClause[] {
  const clauses: AcceptClause[] = [];
  for (const part of header.split(",")) {
    const clause = parseClause(part);
    if (clause !== undefined) clauses.push(clause);
  }
  return clauses.sort(
    (left, right) =>
      right.quality - left.quality ||
      Number(left.type === "*") - Number(right.type === "*") ||
      Number(left.subtype === "*") - Number(right.subtype === "*"),
  );
}

function parseClause(text: string): AcceptClause | undefined {
  const [range = "", ...rest] = text.split(";");
  const [type = "", subtype = "", ...more] = range.trim().split("/");
  if (type === "" || more.length > 0) return undefined;
  if (subtype === "" && type !== "*") return undefined;
  const parameters = new Map<string, string>();
  let quality = 1;
  for (const parameter of rest) {
    const equals = parameter.indexOf("=");
    if (equals < 0) continue;
    const name = parameter.slice(0, equals).trim();
    const value = parameter.slice(equals + 1).trim();
    if (name !== "q") parameters.set(name, value);
    else quality = qualityOf(value);
  }
  return { type, subtype: subtype === "" ? "*" : subtype, quality, parameters };
}

function qualityOf(text: string): number {
  const value = Number(text);
  return text === "" || Number.isNaN(value) ? 1 : value;
}

/** Whether a clause covers a media type such as `application/json`. */
export function clauseCovers(clause: AcceptClause, mediaType: string): boolean {
  const slash = mediaType.indexOf("/");
  if (clause.type === "*") return clause.subtype === "*";
  if (clause.type !== mediaType.slice(0, slash)) return false;
  return clause.subtype === "*" || clause.subtype === mediaType.slice(slash + 1);
}
