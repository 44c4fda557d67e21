/**
 * For how many pods a generation of a memo keeps what was made of them: few Services have more. A tick of everything goes
 * through more than any memo holds; whatever it keeps meanwhile V8's collector has to move, and with 32,768 its pauses were
 * 20 ms at 150,000 pods.
 */
export const rememberedPods = 8_192;
