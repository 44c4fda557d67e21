import { errorMessage } from "@engenho/core";
import { goQuote } from "./go-format.js";

/** A URL as parsed by Go's `net/url.URL`. Strings are UTF-8 where Go has bytes. */
export interface GoUrl {
  /** In lower case, without its colon: `https`. Empty for a relative URL. */
  readonly scheme: string;
  /** What follows the scheme if that is not a path. */
  readonly opaque: string;
  /** The user information before the `@`, percent-encoded as Go does; undefined without one. */
  readonly user: string | undefined;
  /** Including the port. */
  readonly host: string;
  /** Whether a scheme is followed by a path without `//`: `file:/etc`. */
  readonly omitsHost: boolean;
  /** The path, percent-encoded: as it was written if that is a valid encoding, otherwise as Go does. Empty without one. */
  readonly escapedPath: string;
  /** Whether the URL has a `?` with nothing after it. */
  readonly forcesQuery: boolean;
  /** What follows the `?`, as it was written; empty without one. {@link queryOf} parses it. */
  readonly query: string;
  /** Percent-encoded as Go does. */
  readonly fragment: string;
}

type Mode = "host" | "zone" | "path" | "user" | "query" | "fragment";

/** Why a text is no URL, with Go's message: `parse "a:b c": ...`. */
export interface GoUrlFault {
  /** The message of Go's `url.Error`. */
  readonly fault: string;
}

/** Parses an absolute or relative URL as Go's `url.Parse` does. */
export function parseUrl(text: string): GoUrl | GoUrlFault {
  const hash = text.indexOf("#");
  const [base, fragment] = hash < 0 ? [text, ""] : [text.slice(0, hash), text.slice(hash + 1)];
  const url = attempt(base, () => parse(base, false));
  return "fault" in url ? url : attempt(text, () => ({ ...url, fragment: encoded(fragment, "fragment") }));
}

/** Parses an absolute URI or an absolute path as Go's `url.ParseRequestURI` does: a `#` has no special meaning. */
export function parseRequestUri(text: string): GoUrl | GoUrlFault {
  return attempt(text, () => parse(text, true));
}

/** The host without its port, and without brackets. */
export function hostnameOf({ host }: GoUrl): string {
  const { name } = splitPort(host);
  return name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
}

/** The port; empty without one. */
export function portOf({ host }: GoUrl): string {
  return splitPort(host).port;
}

/** The query parameters by name, in order; those that Go cannot parse are dropped. */
export function queryOf({ query }: GoUrl): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const part of query.split("&")) {
    if (part === "" || part.includes(";")) continue;
    const equals = part.indexOf("=");
    try {
      const name = percentDecode(equals < 0 ? part : part.slice(0, equals), "query");
      const value = equals < 0 ? "" : percentDecode(part.slice(equals + 1), "query");
      const known = values.get(name);
      if (known === undefined) values.set(name, [value]);
      else known.push(value);
    } catch {
      // Parameters with an invalid escape are dropped.
    }
  }
  return values;
}

/** The URL as a string, by which URLs are compared. */
export function formatUrl(url: GoUrl): string {
  const { scheme, opaque, user, host, omitsHost, escapedPath: path } = url;
  let text = scheme === "" ? "" : `${scheme}:`;
  if (opaque !== "") text += opaque;
  else {
    const hasAuthority = host !== "" || user !== undefined;
    if ((scheme !== "" || hasAuthority) && !(omitsHost && !hasAuthority)) {
      if (hasAuthority || path !== "") text += "//";
      if (user !== undefined) text += `${user}@`;
      text += percentEncode(host, "host");
    }
    if (path !== "" && !path.startsWith("/") && host !== "") text += "/";
    if (text === "" && path.split("/", 1)[0]?.includes(":") === true) text += "./";
    text += path;
  }
  if (url.forcesQuery || url.query !== "") text += `?${url.query}`;
  return url.fragment === "" ? text : `${text}#${url.fragment}`;
}

function attempt(text: string, read: () => GoUrl): GoUrl | GoUrlFault {
  try {
    return read();
  } catch (error) {
    return { fault: `parse ${goQuote(text)}: ${errorMessage(error)}` };
  }
}

function parse(text: string, isRequest: boolean): GoUrl {
  if (hasControl(text)) throw new Error("net/url: invalid control character in URL");
  if (text === "" && isRequest) throw new Error("empty url");
  const url = { scheme: "", opaque: "", user: undefined, host: "", omitsHost: false, escapedPath: "", fragment: "" };
  if (text === "*") return { ...url, escapedPath: "*", forcesQuery: false, query: "" };
  const { scheme, rest } = splitScheme(text);
  const mark = rest.indexOf("?");
  const forcesQuery = mark >= 0 && mark === rest.length - 1;
  const query = mark < 0 ? "" : rest.slice(mark + 1);
  let path = mark < 0 ? rest : rest.slice(0, mark);
  const parts = { ...url, scheme, forcesQuery, query };
  if (!path.startsWith("/")) {
    if (scheme !== "") return { ...parts, opaque: path };
    if (isRequest) throw new Error("invalid URI for request");
    if (path.split("/", 1)[0]?.includes(":") === true)
      throw new Error("first path segment in URL cannot contain colon");
  }
  if (path.startsWith("//") && (scheme !== "" || (!isRequest && !path.startsWith("///")))) {
    const slash = path.indexOf("/", 2);
    const authority = slash < 0 ? path.slice(2) : path.slice(2, slash);
    path = slash < 0 ? "" : path.slice(slash);
    return { ...parts, ...parseAuthority(authority), escapedPath: encoded(path, "path") };
  }
  return { ...parts, omitsHost: scheme !== "" && path.startsWith("/"), escapedPath: encoded(path, "path") };
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  if (text.startsWith(":")) throw new Error("missing protocol scheme");
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  if (match === null) return { scheme: "", rest: text };
  return { scheme: (match[1] as string).toLowerCase(), rest: text.slice(match[0].length) };
}

function parseAuthority(authority: string): Pick<GoUrl, "user" | "host"> {
  const at = authority.lastIndexOf("@");
  const host = parseHost(authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) throw new Error("net/url: invalid userinfo");
  const colon = info.indexOf(":");
  const [name, password] = colon < 0 ? [info, undefined] : [info.slice(0, colon), info.slice(colon + 1)];
  const clean = (part: string) => percentEncode(percentDecode(part, "user"), "user");
  return { user: password === undefined ? clean(name) : `${clean(name)}:${clean(password)}`, host };
}

function parseHost(host: string): string {
  const checkPort = (port: string) => {
    if (!/^(?::[0-9]*)?$/.test(port)) throw new Error(`invalid port ${goQuote(port)} after host`);
  };
  if (host.startsWith("[")) {
    const end = host.lastIndexOf("]");
    if (end < 0) throw new Error("missing ']' in host");
    checkPort(host.slice(end + 1));
    const zone = host.slice(0, end).indexOf("%25");
    if (zone >= 0) {
      return (
        percentDecode(host.slice(0, zone), "host") +
        percentDecode(host.slice(zone, end), "zone") +
        percentDecode(host.slice(end), "host")
      );
    }
  } else if (host.includes(":")) checkPort(host.slice(host.lastIndexOf(":")));
  return percentDecode(host, "host");
}

function splitPort(host: string): { readonly name: string; readonly port: string } {
  const match = /^(.*):([0-9]*)$/s.exec(host);
  return match === null ? { name: host, port: "" } : { name: match[1] as string, port: match[2] as string };
}

/** The original text if it is a valid encoding, otherwise Go's own encoding of its decoded value. */
function encoded(text: string, mode: "path" | "fragment"): string {
  const plain = percentDecode(text, mode);
  const isValid = [...text].every(
    (character) => /^[!$&'()*+,;=:@[\]%]$/.test(character) || !mustEscape(character, mode),
  );
  return isValid ? text : percentEncode(plain, mode);
}

function mustEscape(character: string, mode: Mode): boolean {
  if (/^[A-Za-z0-9]$/.test(character)) return false;
  if ((mode === "host" || mode === "zone") && /^[!$&'()*+,;=:[\]<>"]$/.test(character)) return false;
  if (/^[-_.~]$/.test(character)) return false;
  if (/^[$&+,/:;=?@]$/.test(character)) {
    if (mode === "path") return character === "?";
    if (mode === "user") return /^[@/?:]$/.test(character);
    if (mode === "query") return true;
    if (mode === "fragment") return false;
  }
  return !(mode === "fragment" && /^[!()*]$/.test(character));
}

function percentEncode(text: string, mode: Mode): string {
  return [...text]
    .map((character) => {
      if (!mustEscape(character, mode)) return character;
      if (character === " " && mode === "query") return "+";
      return [...new TextEncoder().encode(character)]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
        .join("");
    })
    .join("");
}

function percentDecode(text: string, mode: Mode): string {
  const isHost = mode === "host" || mode === "zone";
  for (const [sequence = ""] of text.matchAll(/%.{0,2}|\p{ASCII}/gsu)) {
    if (sequence.startsWith("%")) checkEscape(sequence, mode);
    else if (isHost && mustEscape(sequence, mode)) {
      throw new Error(`invalid character ${goQuote(sequence)} in host name`);
    }
  }
  const spaced = mode === "query" ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = run.match(/[0-9A-Fa-f]{2}/g) ?? [];
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)),
    );
  });
}

function checkEscape(sequence: string, mode: Mode): void {
  const invalid = () => new Error(`invalid URL escape ${goQuote(sequence)}`);
  if (!/^%[0-9A-Fa-f]{2}$/.test(sequence)) throw invalid();
  if (sequence === "%25") return;
  const byte = Number.parseInt(sequence.slice(1), 16);
  if (mode === "host" && byte < 0x80) throw invalid();
  if (mode === "zone" && byte !== 0x20 && mustEscape(String.fromCharCode(byte), "host")) throw invalid();
}
