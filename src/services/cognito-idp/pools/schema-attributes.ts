import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import type { SchemaAttribute } from '../../../definitions/user-pools.ts';
import { STANDARD_ATTRIBUTES } from '../../../user-pools/standard-attributes.ts';
import { invalidParameter } from '../errors.ts';

/** "Up to 50 custom attributes" */
const MAXIMUM_CUSTOM = 50;

/** The standard attributes as CreateUserPool changes them, then custom ones. Throws InvalidParameterException. */
export function readSchema(given: readonly SchemaAttributeType[]): SchemaAttribute[] {
  const standard = STANDARD_ATTRIBUTES.map((attribute) => {
    const changed = given.find(({ Name }) => Name === attribute.name);
    return changed ? changedStandard(attribute, changed) : attribute;
  });
  const custom = given.filter(({ Name }) => !STANDARD_ATTRIBUTES.some(({ name }) => name === Name));
  return addCustom(standard, custom);
}

/** Adds custom attributes. Throws InvalidParameterException. */
export function addCustom(
  present: readonly SchemaAttribute[],
  given: readonly SchemaAttributeType[],
): SchemaAttribute[] {
  const schema = [...present];
  for (const attribute of given.map(readCustom)) {
    if (schema.some(({ name }) => name === attribute.name))
      throw invalidParameter(`${attribute.name}: Existing attribute already has name ${attribute.name}.`);
    schema.push(attribute);
  }
  if (schema.length - STANDARD_ATTRIBUTES.length > MAXIMUM_CUSTOM)
    throw invalidParameter(`The number of custom attributes must not exceed ${MAXIMUM_CUSTOM}.`);
  return schema;
}

function changedStandard(attribute: SchemaAttribute, given: SchemaAttributeType): SchemaAttribute {
  const { name, type } = attribute;
  if (given.AttributeDataType !== undefined && given.AttributeDataType !== type)
    throw invalidParameter(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`,
    );
  if (given.DeveloperOnlyAttribute)
    throw invalidParameter(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`,
    );
  return {
    ...attribute,
    mutable: given.Mutable ?? attribute.mutable,
    required: given.Required ?? attribute.required,
    ...limitsOf(given),
  };
}

function readCustom(given: SchemaAttributeType): SchemaAttribute {
  const {
    Name = '',
    AttributeDataType: type = 'String',
    DeveloperOnlyAttribute: developerOnly = false,
  } = given;
  if (given.Required) throw invalidParameter('Required custom attributes are not supported currently.');
  return {
    name: `${developerOnly ? 'dev:' : ''}custom:${Name}`,
    type,
    developerOnly,
    mutable: given.Mutable ?? true,
    required: false,
    ...limitsOf(given),
  };
}

function limitsOf({
  StringAttributeConstraints: text,
  NumberAttributeConstraints: number,
}: SchemaAttributeType) {
  const limits = {
    minLength: text?.MinLength,
    maxLength: text?.MaxLength,
    minValue: number?.MinValue,
    maxValue: number?.MaxValue,
  };
  const given: Partial<Record<keyof typeof limits, string>> = {};
  for (const name of ['minLength', 'maxLength', 'minValue', 'maxValue'] as const) {
    const value = limits[name];
    if (value === undefined) continue;
    if (!/^-?[0-9]{1,15}$/.test(value)) throw invalidParameter(`${value} is not a number.`);
    given[name] = value;
  }
  return given;
}

/** An attribute as DescribeUserPool gives it. */
export function schemaAttributeView(attribute: SchemaAttribute): SchemaAttributeType {
  const { name, type, developerOnly, mutable, required } = attribute;
  return {
    Name: name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: developerOnly,
    Mutable: mutable,
    Required: required,
    ...(type === 'String' && {
      StringAttributeConstraints: { MinLength: attribute.minLength, MaxLength: attribute.maxLength },
    }),
    ...(type === 'Number' && {
      NumberAttributeConstraints: { MinValue: attribute.minValue, MaxValue: attribute.maxValue },
    }),
  };
}
