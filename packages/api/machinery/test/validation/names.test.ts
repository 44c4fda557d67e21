import { describe, expect, it } from "vitest";
import {
  cIdentifierFaults,
  configMapKeyFaults,
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  environmentVariableNameFaults,
  httpHeaderNameFaults,
  labelValueFaults,
  nameFaults,
  namePrefixFaults,
  pathSegmentFaults,
  percentFaults,
  portNameFaults,
  qualifiedNameFaults,
  type TextCheck,
  wildcardSubdomainFaults,
} from "../../src/validation/names.js";

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const qualified =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const value =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const a = (count: number) => "a".repeat(count);

describe.each<[string, TextCheck, readonly string[], readonly (readonly [string, readonly string[]])[]]>([
  [
    "a DNS-1123 label",
    dns1123LabelFaults,
    ["a", "0", "a-b", a(63)],
    [
      ["", [label]],
      ["A", [label]],
      ["-a", [label]],
      ["a.b", ["must not contain dots"]],
      ["a_b", [label]],
      [a(64), ["must be no more than 63 characters"]],
      [`${a(63)}-`, ["must be no more than 63 characters", label]],
      ["a\n", [label]],
    ],
  ],
  [
    "a DNS-1123 subdomain",
    dns1123SubdomainFaults,
    ["a", "a.b-c.0", a(253)],
    [
      ["", [subdomain]],
      ["a..b", [subdomain]],
      [".a", [subdomain]],
      [a(254), ["must be no more than 253 characters"]],
    ],
  ],
  [
    "a DNS-1035 label",
    dns1035LabelFaults,
    ["a", "a-0"],
    [
      ["0a", [label1035]],
      ["a.b", [label1035]],
    ],
  ],
  [
    "a wildcard domain",
    wildcardSubdomainFaults,
    ["*.a.b"],
    [
      [
        "*",
        [
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ],
      ],
    ],
  ],
  [
    "a qualified name",
    qualifiedNameFaults,
    ["a", "A.b_c", "example.com/A", a(63)],
    [
      ["", ["name part must be non-empty", `name part ${qualified}`]],
      ["/a", ["prefix part must be non-empty"]],
      ["Example.com/a", [`prefix part ${subdomain}`]],
      ["a/", ["name part must be non-empty", `name part ${qualified}`]],
      [
        "a/b/c",
        [`a qualified name ${qualified} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`],
      ],
      [a(64), ["name part must be no more than 63 characters"]],
    ],
  ],
  [
    "a label value",
    labelValueFaults,
    ["", "a", "A_b.c"],
    [
      ["-a", [value]],
      [a(64), ["must be no more than 63 characters"]],
    ],
  ],
  [
    "a key of a ConfigMap",
    configMapKeyFaults,
    ["a", "A_b.c-d", "...".slice(0, 1).concat("a")],
    [
      [".", ["must not be '.'"]],
      ["..", ["must not be '..'"]],
      ["..a", ["must not start with '..'"]],
    ],
  ],
  [
    "the name of an environment variable",
    environmentVariableNameFaults,
    ["A", "a.b", "1 -#"],
    [
      ["", ["environment variable name must be non-empty"]],
      ["a=b", ["a valid environment variable name must consist only of printable ASCII characters other than '='"]],
    ],
  ],
  [
    "the name of a port",
    portNameFaults,
    ["http", "a-1"],
    [
      [
        "",
        [
          "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
          "must contain at least one letter (a-z)",
        ],
      ],
      [
        "-80--",
        [
          "must contain at least one letter (a-z)",
          "must not contain consecutive hyphens",
          "must not begin or end with a hyphen",
        ],
      ],
      [a(16), ["must be no more than 15 characters"]],
    ],
  ],
  [
    "a header name",
    httpHeaderNameFaults,
    ["X-A"],
    [
      [
        "X A",
        [
          "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
        ],
      ],
    ],
  ],
  [
    "a C identifier",
    cIdentifierFaults,
    ["_a1"],
    [
      [
        "1a",
        [
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')",
        ],
      ],
    ],
  ],
  [
    "a percentage",
    percentFaults,
    ["0%", "150%"],
    [
      [
        "-1%",
        [
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ],
      ],
    ],
  ],
  [
    "a path segment",
    pathSegmentFaults,
    ["a", "system:a"],
    [
      [".", ["may not be '.'"]],
      ["a/%", ["may not contain '/'", "may not contain '%'"]],
    ],
  ],
])("%s", (_title, check, fine, wrong) => {
  it.each(fine)("%s is valid", (text) => {
    expect(check(text)).toEqual([]);
  });

  it.each(wrong)("%j is invalid", (text, faults) => {
    expect(check(text)).toEqual(faults);
  });
});

describe("names of objects", () => {
  it("follow the format of their kind", () => {
    expect(nameFaults("a.b", "dns1123-subdomain")).toEqual([]);
    expect(nameFaults("a.b", "dns1123-label")).toEqual(["must not contain dots"]);
    expect(nameFaults("0a", "dns1035-label")).toEqual([label1035]);
    expect(nameFaults("a:B", "path-segment")).toEqual([]);
  });

  it("AP-10: to be generated may end with a dash", () => {
    expect(namePrefixFaults("a-", "dns1123-subdomain")).toEqual([]);
    expect(namePrefixFaults("a-", "dns1035-label")).toEqual([]);
    expect(namePrefixFaults("-", "dns1123-subdomain")).toEqual([subdomain]);
    expect(namePrefixFaults("ABC-", "dns1123-subdomain")).toEqual([subdomain]);
    expect(namePrefixFaults("..", "path-segment")).toEqual([]);
  });

  it("of any length are validated quickly", () => {
    expect(dns1123SubdomainFaults(`${a(1_000_000)}!`)[0]).toBe("must be no more than 253 characters");
  });
});
