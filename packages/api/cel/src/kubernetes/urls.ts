import { formatUrl, type GoUrl, hostnameOf, parseRequestUri, parseUrl, portOf, queryOf } from "@engenho/machinery";
import type { Library } from "../library/library.js";
import { boolType, listType, mapType, stringType, structType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { listOf, mapOf } from "../values/make.js";
import { CelObject } from "../values/object.js";
import type { CelResult, CelValue } from "../values/value.js";
import { overload } from "./declare.js";

/** kubernetes.URL. */
export const urlType = structType("kubernetes.URL");

/** A URL as a CEL value. */
export class CelUrl extends CelObject {
  readonly type = urlType;
  readonly url: GoUrl;

  constructor(url: GoUrl) {
    super();
    this.url = url;
  }

  equals(other: CelValue): CelResult {
    return other instanceof CelUrl ? formatUrl(this.url) === formatUrl(other.url) : noSuchOverload;
  }
}

/** Only what `url.ParseRequestURI` accepts, but with a fragment. */
function urlOf(text: string): CelResult {
  const request = parseRequestUri(text);
  const url = "fault" in request ? request : parseUrl(text);
  if ("fault" in url) return new CelError(`URL parse error during conversion from string: ${url.fault}`);
  return new CelUrl(url);
}

const part = (name: string, id: string, read: (url: GoUrl) => string) => ({
  name,
  overloads: [overload.member(id, [urlType], stringType, ({ url }: CelUrl) => read(url))],
});

/** URLs, in Go's grammar (library/urls.go). */
export const urlLibrary: Library = {
  name: "kubernetes.urls",
  functions: [
    { name: "url", overloads: [overload.global("string_to_url", [stringType], urlType, urlOf)] },
    part("getScheme", "url_get_scheme", ({ scheme }) => scheme),
    part("getHost", "url_get_host", ({ host }) => host),
    part("getHostname", "url_get_hostname", hostnameOf),
    part("getPort", "url_get_port", portOf),
    part("getEscapedPath", "url_get_escaped_path", ({ escapedPath }) => escapedPath),
    {
      name: "getQuery",
      overloads: [
        overload.member("url_get_query", [urlType], mapType(stringType, listType(stringType)), ({ url }: CelUrl) => {
          return mapOf([...queryOf(url)].map(([name, values]) => [name, listOf(values)] as const));
        }),
      ],
    },
    {
      name: "isURL",
      overloads: [
        overload.global("is_url_string", [stringType], boolType, (text: string) => !("fault" in parseRequestUri(text))),
      ],
    },
  ],
};
