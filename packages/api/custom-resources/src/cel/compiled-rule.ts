import {
  boolType,
  CelError,
  type CheckedExpression,
  type Environment,
  type KubernetesEnvironments,
  optionalType,
  type Program,
  stringType,
} from "@engenho/cel";
import { type DeclaredType, kubernetesExpressions, maxRequestBytes } from "@engenho/expressions";
import { finished, type LongWork, type SchemaNode, type ValidationRule } from "@engenho/machinery";
import type { ChooseEnvironment, RuleTools } from "./environments.js";
import { parseFieldPath } from "./field-path.js";
import { sizeEstimator } from "./size-estimator.js";

/** The result of compiling a rule; neither a program nor an error: the rule is empty. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program?: Program;
  readonly error?: string;
  readonly usesOldSelf: boolean;
  /** The estimated maximum cost of an evaluation. */
  readonly maxCost: number;
  /** How often the rule can apply to an object at most, as far as its own node determines. */
  readonly maxCardinality: number;
  readonly messageProgram?: Program;
  readonly messageError?: string;
  readonly messageMaxCost: number;
  /** `fieldPath` in the form of causes; absent if it does not lead to a field. */
  readonly fieldPath?: string;
}

/** A type name that expressions cannot contain; the type of the variables. */
const selfTypeName = "selfType";

/** What rules are compiled with. */
export interface RuleContext {
  readonly choose: ChooseEnvironment;
}

/** Code units from which on a step of compiling a rule takes milliseconds. */
const longRule = 4_096;

/** The rules of a node, each compiled on first use: compiling one takes up to a millisecond, a long one more. */
export class RuleList {
  readonly length: number;
  readonly #rules: readonly ValidationRule[];
  readonly #compiled: CompiledRule[] = [];
  readonly #compiler: RuleCompiler;
  readonly #times: RuleTools["times"];

  constructor(node: SchemaNode, declared: DeclaredType, context: RuleContext & Pick<RuleTools, "times">) {
    this.#times = context.times;
    this.#rules = node["x-kubernetes-validations"] ?? [];
    this.length = this.#rules.length;
    this.#compiler = new RuleCompiler(node, declared, context);
  }

  /** The rule at this index, if it has been compiled. */
  compiled(index: number): CompiledRule | undefined {
    return this.#compiled[index];
  }

  /** Whether compiling the rule at this index needs several turns. */
  isLong(index: number): boolean {
    const { rule = "", messageExpression = "" } = this.#ruleAt(index);
    return rule.length + messageExpression.length > longRule;
  }

  /** Compiles the rule at this index. */
  *compile(index: number): LongWork<CompiledRule> {
    const { clock, metrics } = this.#times ?? {};
    const startedMs = clock?.monotonicNow() ?? 0;
    const compiled = yield* this.#compiler.compile(this.#ruleAt(index));
    this.#compiled[index] = compiled;
    if (clock !== undefined) metrics?.onCompilation?.((clock.monotonicNow() - startedMs) / 1000);
    return compiled;
  }

  /** The rule at this index, compiled in one piece if it has not been yet. */
  at(index: number): CompiledRule {
    return this.#compiled[index] ?? finished(this.compile(index));
  }

  #ruleAt(index: number): ValidationRule {
    return this.#rules[index] as ValidationRule;
  }
}

type Compiled =
  | { readonly program: Program; readonly expression: CheckedExpression; readonly maxCost: number }
  | { readonly error: string };

/** Compiles the rules of a node with a declared type (schema/cel/compilation.go: Compile). */
export class RuleCompiler {
  readonly #node: SchemaNode;
  readonly #declared: DeclaredType;
  readonly #choose: ChooseEnvironment;
  readonly #environments: KubernetesEnvironments;
  readonly #extended = new Map<Environment, { plain?: Environment; optional?: Environment }>();

  constructor(node: SchemaNode, declared: DeclaredType, { choose }: RuleContext) {
    this.#node = node;
    this.#declared = declared;
    this.#choose = choose;
    this.#environments = kubernetesExpressions();
  }

  /** A long rule is compiled in steps: parsing, checking, planning its program, and estimating its cost. */
  *compile(rule: ValidationRule): LongWork<CompiledRule> {
    const nothing = { rule, usesOldSelf: false, maxCost: 0, maxCardinality: 0, messageMaxCost: 0 };
    if ((rule.rule ?? "").trim() === "") return nothing;
    const compiled = yield* this.#expression(rule.rule, rule, {
      kind: "rules",
      type: boolType,
      compilation: "compilation failed: ",
      wrongType: "cel expression must evaluate to a bool",
      instantiation: "program instantiation failed: ",
    });
    if ("error" in compiled) return { ...nothing, error: compiled.error };
    const { program, expression, maxCost } = compiled;
    const path = (rule.fieldPath ?? "") === "" ? undefined : parseFieldPath(rule.fieldPath ?? "", this.#node);
    return {
      rule,
      program,
      usesOldSelf: [...expression.references.values()].some(({ name }) => name === "oldSelf"),
      maxCost,
      maxCardinality: Math.floor(maxRequestBytes / (this.#declared.minBytes + 1)),
      ...(yield* this.#message(rule)),
      ...(path === undefined || !("path" in path) ? {} : { fieldPath: path.path }),
    };
  }

  *#message(rule: ValidationRule): LongWork<Pick<CompiledRule, "messageProgram" | "messageError" | "messageMaxCost">> {
    const { messageExpression = "" } = rule;
    if (messageExpression === "") return { messageMaxCost: 0 };
    const message = yield* this.#expression(messageExpression, rule, {
      kind: "messages",
      type: stringType,
      compilation: "messageExpression compilation failed: ",
      wrongType: "messageExpression must evaluate to a string",
      instantiation: "messageExpression instantiation failed: ",
    });
    if ("error" in message) return { messageError: message.error, messageMaxCost: 0 };
    return { messageProgram: message.program, messageMaxCost: message.maxCost };
  }

  *#expression(
    source: string,
    rule: ValidationRule,
    texts: {
      readonly kind: "rules" | "messages";
      readonly type: typeof boolType;
      readonly compilation: string;
      readonly wrongType: string;
      readonly instantiation: string;
    },
  ): LongWork<Compiled> {
    const isLong = source.length > longRule;
    const environment = this.#environment(
      this.#choose(source, texts.kind, this.#environments),
      rule.optionalOldSelf === true,
    );
    const compilation = yield* environment.compileInSteps(source);
    if (compilation.type === "failed") return { error: `${texts.compilation}${compilation.message}` };
    const { expression } = compilation;
    if (!expression.type.equals(texts.type)) return { error: texts.wrongType };
    if (isLong) yield;
    const fault = this.#environments.literalPatternFault(expression);
    if (fault !== undefined) return { error: `${texts.instantiation}${fault}` };
    const program = environment.program(expression);
    if (program instanceof CelError) return { error: `${texts.instantiation}${program.message}` };
    if (isLong) yield;
    return { program, expression, maxCost: environment.estimateCost(expression, sizeEstimator(this.#declared)).max };
  }

  /** With the variables `self` and `oldSelf`. */
  #environment(base: Environment, optional: boolean): Environment {
    let extended = this.#extended.get(base);
    if (extended === undefined) {
      extended = {};
      this.#extended.set(base, extended);
    }
    const form = optional ? "optional" : "plain";
    const known = extended[form];
    if (known !== undefined) return known;
    const self = this.#declared.celType(selfTypeName);
    const variables = new Map([
      ["self", self],
      ["oldSelf", optional ? optionalType(self) : self],
    ]);
    const made = base.extend({ variables });
    extended[form] = made;
    return made;
  }
}
