import type { KeywordCxt, ValidateFunction } from 'ajv-draft-04';
import { budget, OverBudgetError } from './evaluation-budget.ts';
import { COUNTED, type ModelSchema, modelKey } from './model-schema.ts';
import { schemaFormats } from './schema-formats.ts';
import { schemaPatterns } from './schema-pattern.ts';
import { areUnique } from './unique-items.ts';
import { validationMessages } from './validation-messages.ts';

/** Whether values are as a model says. */
export interface ModelValidator {
  /** Undefined when the value is; else what is wrong with it, in the words of AWS's validator, found out on demand. */
  check(value: unknown): (() => string[]) | undefined;
}

/** Keywords that Ajv has and JSON Schema draft 4 has not. */
const LATER_KEYWORDS = ['const', 'contains', 'propertyNames', 'if', 'then', 'else'];

/**
 * Compiles the schema of a model. Ajv is loaded by the first. Rejects with an Error when it is not a schema of draft 4,
 * or has a pattern that is not understood.
 * @param schemas of the model, and of those that it refers to
 */
export async function compileModelValidator(
  name: string,
  schemas: ReadonlyMap<string, ModelSchema>,
): Promise<ModelValidator> {
  const ajv = await loadAjv();
  const compile = (allErrors: boolean) => compileWith(ajv, name, schemas, allErrors);
  const validate = compile(false);
  let thorough: ValidateFunction | undefined;
  return {
    check(value) {
      if (passes(validate, value)) return undefined;
      return () => {
        thorough ??= compile(true);
        passes(thorough, value);
        return validationMessages(thorough.errors ?? []);
      };
    },
  };
}

async function loadAjv() {
  return (await import('ajv-draft-04')).default;
}

function compileWith(
  { default: Ajv, _ }: Awaited<ReturnType<typeof loadAjv>>,
  name: string,
  schemas: ReadonlyMap<string, ModelSchema>,
  allErrors: boolean,
): ValidateFunction {
  const ajv = new Ajv({
    allErrors,
    verbose: allErrors,
    strict: false,
    validateSchema: false,
    ignoreKeywordsWithRef: true,
    inlineRefs: false,
    ownProperties: true,
    logger: false,
    formats: schemaFormats,
    code: { regExp: schemaPatterns },
  });
  for (const keyword of LATER_KEYWORDS) ajv.removeKeyword(keyword);
  ajv.addKeyword({
    keyword: COUNTED,
    schemaType: 'boolean',
    before: '$comment',
    code({ gen }: KeywordCxt) {
      const spend = gen.scopeValue('func', { ref: () => budget.spend() });
      gen.code(_`${spend}()`);
    },
  });
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (wanted: boolean, items: unknown[]) => !wanted || areUnique(items),
  });
  for (const [model, { schema }] of schemas) ajv.addSchema(schema, modelKey(model));
  return ajv.compile({ $ref: modelKey(name) });
}

/** A value that takes too long, or is nested too deeply, does not pass. */
function passes(validate: ValidateFunction, value: unknown): boolean {
  budget.begin();
  try {
    return validate(value) === true;
  } catch (error) {
    if (error instanceof OverBudgetError || error instanceof RangeError) return false;
    throw error;
  }
}
