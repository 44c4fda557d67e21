/** How the entries of a list in an annotation are checked. */
export interface EntryRules<Entry> {
  /** The list in messages. */
  readonly what: string;
  readonly fields: Readonly<Record<keyof Entry & string, (value: unknown) => boolean>>;
  /** A field that every entry has. */
  readonly required: keyof Entry & string;
}

/** The entries of a list, or of its text in JSON. Throws TypeError with what is wrong with it. */
export function checkedEntries<Entry>(list: unknown, { what, fields, required }: EntryRules<Entry>): readonly Entry[] {
  const value = typeof list === "string" ? parsed(list, what) : list;
  if (!Array.isArray(value)) throw new TypeError(`${what} must be a list`);
  for (const [index, each] of value.entries()) {
    const entry: Readonly<Record<string, unknown>> = typeof each === "object" && each !== null ? each : {};
    const wrong = Object.keys(entry).find(
      (field) => !Object.hasOwn(fields, field) || !fields[field as keyof Entry & string](entry[field]),
    );
    if (wrong !== undefined) throw new TypeError(`${what}: [${index}].${wrong} is not known, or of another type`);
    if (entry[required] === undefined) throw new TypeError(`${what}: [${index}].${required} is missing`);
  }
  return value as readonly Entry[];
}

/** Whether a value is a string. */
export function isText(value: unknown): boolean {
  return typeof value === "string";
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError(`${what} is not JSON: ${(error as Error).message}`);
  }
}
