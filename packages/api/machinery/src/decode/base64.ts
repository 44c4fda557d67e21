const alphabet = /[A-Za-z0-9+/]/;

/**
 * The offset at which a string stops being padded standard base64, as Go's decoder counts it; `undefined` if it is valid. Line
 * breaks are skipped anywhere.
 */
export function base64ErrorOffset(text: string): number | undefined {
  if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const end = text.length;
  let offset = 0;
  let inQuantum = 0;
  for (; offset < end; offset++) {
    const character = text[offset] as string;
    if (character === "\n" || character === "\r") continue;
    if (alphabet.test(character)) {
      inQuantum = (inQuantum + 1) % 4;
      continue;
    }
    if (character !== "=" || inQuantum < 2) return offset;
    return paddingErrorOffset(text, offset, inQuantum);
  }
  return inQuantum === 0 ? undefined : offset - inQuantum;
}

function paddingErrorOffset(text: string, first: number, inQuantum: number): number | undefined {
  let offset = first + 1;
  const skipBreaks = (): void => {
    while (text[offset] === "\n" || text[offset] === "\r") offset++;
  };
  skipBreaks();
  if (inQuantum === 2) {
    if (offset >= text.length) return text.length;
    if (text[offset] !== "=") return offset - 1;
    offset++;
    skipBreaks();
  }
  return offset < text.length ? offset : undefined;
}
