import { RE2JS } from "re2js";
import type { NamedFormats } from "../../src/kubernetes/named-formats.js";
import type { FindingExpressions } from "../../src/kubernetes/regex.js";

/** Regular expressions on RE2, as an API server provides them. */
export const regularExpressions: FindingExpressions = {
  compile(source) {
    const pattern = RE2JS.compile(source);
    return {
      test: (text) => pattern.matcher(text).find(),
      find(text, limit) {
        const matcher = pattern.matcher(text);
        const found: string[] = [];
        while (found.length < limit && matcher.find()) found.push(matcher.group() ?? "");
        return found;
      },
    };
  },
};

const label: (text: string) => readonly string[] = (text) => (/^[a-z0-9-]+$/.test(text) ? [] : ["no label"]);

/** Formats that only know labels: their validation is up to the API server. */
export const formats: NamedFormats = {
  dns1123Label: label,
  dns1123Subdomain: label,
  dns1035Label: label,
  qualifiedName: label,
  dns1123LabelPrefix: label,
  dns1123SubdomainPrefix: label,
  dns1035LabelPrefix: label,
  labelValue: label,
  uuid: label,
  byte: label,
  date: label,
  datetime: label,
};
