/** The texts of `Warning: 299 - "text"` headers (RFC 7234, as Kubernetes uses them). */
export function warningTexts(header: string | readonly string[] | undefined): readonly string[] {
  const all = typeof header === "string" ? header : (header ?? []).join(", ");
  return [...all.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
