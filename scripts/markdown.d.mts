export interface MarkdownLink {
  readonly target: string;
  readonly offset: number;
  readonly line: number;
}

export function filesBelow(folder: string, below?: string): string[];
export function codePathsOf(text: string): string[];
export function linksOf(text: string): MarkdownLink[];
export function isRelative(target: string): boolean;
export function headingsOf(text: string): string[];
export function anchorsOf(text: string): Set<string>;
