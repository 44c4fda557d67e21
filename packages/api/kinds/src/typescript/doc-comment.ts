const width = 118;

/** A description as a doc comment, indented, with a line break at its end; `""` for none. Paragraphs and lists keep their lines. */
export function docComment(description: string | undefined, indent: string): string {
  const text = description?.trim().replaceAll("*/", "*\\/") ?? "";
  if (text === "") return "";
  const room = width - indent.length;
  const lines = text.split("\n").flatMap((line) => wrapped(line.trimEnd(), room - " * ".length));
  const [only = "", ...more] = lines;
  if (more.length === 0 && only.length <= room - "/**  */".length) return `${indent}/** ${only} */\n`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */\n`].join("\n");
}

function wrapped(line: string, room: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > room) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
