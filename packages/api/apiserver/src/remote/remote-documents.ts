/** What a remote service publishes of its resources. */
export interface RemoteDocuments {
  /** Its OpenAPI v2 document, as JSON; undefined if it has none. */
  readonly v2: Buffer | undefined;
  /** The path of the OpenAPI v3 document of its group version, with a hash; undefined if it has none. */
  readonly v3: string | undefined;
}

/** The OpenAPI v2 document of a group version. */
export interface RemoteDocument {
  /** The name of the APIService. */
  readonly name: string;
  /** Its API group. */
  readonly group: string;
  /** Its version in that group. */
  readonly version: string;
  /** The whole document, as JSON, with whatever else the service has. */
  readonly v2: Buffer;
}

/** Whether two lists have the same documents of the same group versions. */
export function areSame(left: readonly RemoteDocument[], right: readonly RemoteDocument[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ name, group, version, v2 }, index) => {
      const other = right[index];
      return other?.name === name && other.group === group && other.version === version && other.v2 === v2;
    })
  );
}
