import { BlockList, isIP } from "node:net";
// The user's environment configures proxies for all programs, including kubectl.
import { env as environment } from "node:process";

type Environment = Readonly<Record<string, string | undefined>>;

/** Parses the URL of a proxy; without a scheme it is `http`. Throws Error for an invalid or unsupported one. */
export function proxyUrl(text: string): URL {
  const whole = /^[a-z0-9+.-]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) throw new Error(`the proxy ${JSON.stringify(text)} is not a URL`);
  const url = new URL(whole);
  if (url.protocol === "http:" || url.protocol === "https:") return url;
  throw new Error(`the proxy ${JSON.stringify(shownProxy(url))} must use http or https`);
}

/**
 * The proxy for a server according to the environment; undefined: none (Go's net/http.ProxyFromEnvironment, which client-go uses). It is
 * `HTTPS_PROXY` or `HTTP_PROXY`, by the server's scheme, in upper or lower case; never for loopback, nor for hosts in `NO_PROXY`. Throws
 * Error for an invalid URL.
 */
export function proxyOfEnvironment(server: URL, variables: Environment = environment): URL | undefined {
  const named = (name: string) => variables[name] || variables[name.toLowerCase()] || "";
  const proxy = named(server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
  const host = server.hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (proxy === "" || isLoopback(host)) return undefined;
  const port = server.port === "" ? (server.protocol === "https:" ? "443" : "80") : server.port;
  if (isExcepted(host, port, named("NO_PROXY"))) return undefined;
  return proxyUrl(proxy);
}

/** A proxy's URL without its user name and password. */
export function shownProxy({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Whether `NO_PROXY` contains a host (golang.org/x/net/http/httpproxy): addresses, networks, and domain names, which include their
 * subdomains; each may have a port.
 */
function isExcepted(host: string, port: string, list: string): boolean {
  return list.split(",").some((entry) => {
    const text = entry.trim().toLowerCase();
    if (text === "") return false;
    if (text === "*") return true;
    if (text.includes("/")) return isInNetwork(host, text);
    const [, name = text, onlyPort] = /^(.*?|\[.*\])(?::(\d+))?$/.exec(isIP(text) === 6 ? `[${text}]` : text) ?? [];
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const plain = name.replace(/^\[(.*)\]$/, "$1").replace(/^\*\./, ".");
    if (isIP(plain) !== 0) return plain === host;
    return plain.startsWith(".") ? host.endsWith(plain) : host === plain || host.endsWith(`.${plain}`);
  });
}

function isInNetwork(host: string, network: string): boolean {
  const [address = "", prefix = ""] = network.split("/", 2);
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (isIP(address) === 0 || isIP(host) !== isIP(address) || !(length <= (family === "ipv6" ? 128 : 32))) return false;
  const block = new BlockList();
  block.addSubnet(address, length, family);
  return block.check(host, family);
}
