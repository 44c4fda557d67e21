export const builtFrom: string;
export function stateOfInputs(): string;
export function contentOfInputs(): string;
