const atom = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u0080-\\u{10ffff}]+";
const dotAtom = `${atom}(?:\\.${atom})*`;
const quoted = '"(?:[^"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]|\\\\[\\t\\x20-\\x7e\\u0080-\\u{10ffff}])*"';
const literal = "\\[[0-9A-Fa-f:.]+\\]";
const address = `(?:${dotAtom}|${quoted})@(?:${dotAtom}|${literal})`;
const word = `(?:${quoted}|[A-Za-z0-9!#$%&'*+\\-/=?^_\`{|}~.\\u0080-\\u{10ffff}]+)`;
const comments = "(?:\\([^()\\\\]*\\)[ \\t]*)*";
const mailbox = new RegExp(
  `^[ \\t]*(?:${address}|(?:${word}(?:[ \\t]+${word})*[ \\t]*)?<${address}>)[ \\t]*${comments}$`,
  "u",
);

/**
 * Whether a string is a single mail address, `a@b.c` or `A Name <a@b.c>` (Go's net/mail.ParseAddress). Groups and comments
 * within an address are not accepted.
 */
export function isEmail(text: string): boolean {
  return mailbox.test(text);
}
