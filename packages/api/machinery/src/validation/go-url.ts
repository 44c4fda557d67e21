import { goQuote } from "./go-format.js";

/** The parts of a URL that are validated for webhooks, as Go's `url.Parse` returns them; empty if absent. */
export interface GoUrl {
  /** In lower case. */
  readonly scheme: string;
  readonly host: string;
  readonly user: string | undefined;
  readonly query: string;
  readonly fragment: string;
}

/** Parses a URL as Go does, or returns Go's error. */
export function parseGoUrl(text: string): GoUrl | { readonly fault: string } {
  const [before = "", ...after] = text.split("#");
  const fragment = after.join("#");
  const fault = (reason: string) => ({ fault: `parse ${goQuote(text)}: ${reason}` });
  if (/[^\P{Cc}\u0080-\u009f]/u.test(text)) return fault("net/url: invalid control character in URL");
  if (before.startsWith(":")) return fault("missing protocol scheme");
  const [, scheme = "", rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(before) ?? [];
  const [path = "", ...queries] = rest.split("?");
  const query = queries.join("?");
  const url = { scheme: scheme.toLowerCase(), host: "", user: undefined, query, fragment };
  if (!path.startsWith("/")) {
    // After a scheme without a slash nothing more is parsed.
    if (scheme === "" && path.split("/")[0]?.includes(":")) {
      return fault("first path segment in URL cannot contain colon");
    }
    const wrong = badEscape(scheme === "" ? path : "") ?? badEscape(fragment);
    return wrong === undefined ? url : fault(wrong);
  }
  const hasAuthority = path.startsWith("//") && (scheme !== "" || !path.startsWith("///"));
  const [authority = "", ...segments] = hasAuthority ? path.slice(2).split("/") : ["", path];
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const user = at < 0 ? undefined : authority.slice(0, at);
  const wrong = hostFault(host) ?? userFault(user) ?? badEscape(segments.join("/")) ?? badEscape(fragment);
  return wrong === undefined ? { ...url, host, user } : fault(wrong);
}

function hostFault(host: string): string | undefined {
  if (host.startsWith("[") && !host.includes("]")) return "missing ']' in host";
  const colon = host.startsWith("[") ? host.lastIndexOf("]") + 1 : host.lastIndexOf(":");
  const port = colon < 0 ? "" : host.slice(colon);
  if (port !== "" && !/^:[0-9]*$/.test(port)) return `invalid port ${goQuote(port)} after host`;
  const odd = /[\s{}|\\^`]/u.exec(host)?.[0];
  if (odd !== undefined) return `invalid character ${goQuote(odd)} in host name`;
  return badEscape(host);
}

function userFault(user = ""): string | undefined {
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) ? badEscape(user) : "net/url: invalid userinfo";
}

function badEscape(text: string): string | undefined {
  const found = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text)?.[0];
  return found === undefined ? undefined : `invalid URL escape ${goQuote(found)}`;
}
