type IsExactly<Actual, Expected> =
  (<T>() => T extends Actual ? 1 : 2) extends <T>() => T extends Expected ? 1 : 2 ? true : false;

/** Compiles if the type of `value` is `Expected`, and neither narrower nor wider. */
export function expectType<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._differs: IsExactly<Actual, Expected> extends true ? [] : [error: "is of type", actual: Actual]
  ): void => {};
}
