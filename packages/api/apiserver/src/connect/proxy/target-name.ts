/** The parts of the name in the path of a proxied request. */
export interface TargetName {
  /** Default `http`. */
  readonly scheme: "http" | "https";
  readonly name: string;
  /** A number or the name of a port; `""` for the default. */
  readonly port: string;
}

/** Parses `name`, `name:port` or `scheme:name:port` (upstream: utilnet.SplitSchemeNamePort); undefined for anything else. */
export function parseTargetName(text: string): TargetName | undefined {
  const parts = text.split(":");
  const [first = "", second = "", third = ""] = parts;
  switch (parts.length) {
    case 1:
      return first === "" ? undefined : { scheme: "http", name: first, port: "" };
    case 2:
      return first === "" ? undefined : { scheme: "http", name: first, port: second };
    case 3:
      if ((first !== "" && first !== "http" && first !== "https") || second === "") return undefined;
      return { scheme: first === "https" ? "https" : "http", name: second, port: third };
    default:
      return undefined;
  }
}
