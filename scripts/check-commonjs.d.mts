/** Throws SyntaxError, with the file's name and line in its stack, if a .cjs file in a directory does not parse. */
export function checkCommonJs(directory: string): void;
