/** A text that is no YAML, or none that has a JSON form. The message is what a client is told. */
export class YamlSyntaxError extends Error {}

/** A fault that goyaml finds, in its words. */
export function yamlFault(text: string): YamlSyntaxError {
  return new YamlSyntaxError(`yaml: ${text}`);
}
