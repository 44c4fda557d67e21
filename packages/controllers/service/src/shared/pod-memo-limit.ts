/**
 * The number of pods in each generation of a cache of derived values: few Services have more. A tick of everything goes
 * through more pods than any cache holds, and V8's garbage collector has to move what is cached; with 32,768 entries its
 * pauses were 20 ms at 150,000 pods.
 */
export const podMemoLimit = 8_192;
