const labelPart = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

const nameText =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const prefixText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const valueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const keyText =
  "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";

/** Errors in a label key, with upstream's messages; empty when it is valid. */
export function selectorKeyFaults(key: string): readonly string[] {
  const parts = key.split("/");
  if (parts.length > 2) return [keyText];
  const faults: string[] = [];
  const [first = "", second] = parts;
  const name = second ?? first;
  if (second !== undefined) {
    if (first === "") faults.push("prefix part must be non-empty");
    else {
      if (first.length > 253) faults.push("prefix part must be no more than 253 bytes");
      if (!subdomain.test(first)) faults.push(`prefix part ${prefixText}`);
    }
  }
  if (name === "") faults.push("name part must be non-empty");
  else if (name.length > 63) faults.push("name part must be no more than 63 bytes");
  if (!labelPart.test(name)) faults.push(`name part ${nameText}`);
  return faults;
}

/** Errors in a label value, with upstream's messages; empty when it is valid. */
export function selectorValueFaults(value: string): readonly string[] {
  const faults: string[] = [];
  if (value.length > 63) faults.push("must be no more than 63 bytes");
  if (value !== "" && !labelPart.test(value)) faults.push(valueText);
  return faults;
}
