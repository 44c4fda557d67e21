/** A text that is not YAML, or has no JSON representation. Clients see the message. */
export class YamlSyntaxError extends Error {}

/** An error of goyaml, with its message. */
export function yamlFault(text: string): YamlSyntaxError {
  return new YamlSyntaxError(`yaml: ${text}`);
}
