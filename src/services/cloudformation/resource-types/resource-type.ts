import type { TemplateObject } from '../template/value.ts';
import type { BackendClients } from './backend-clients.ts';
import type { PropertiesOf, PropertyDeclarations } from './property-type.ts';
import { readProperties, typedProperties } from './read-properties.ts';
import type { ServiceClients } from './service-clients.ts';

/** Values that `Fn::GetAtt` gives, by name, and what else a type remembers of a physical resource (lower-case names). */
export type Attributes = Readonly<Record<string, string>>;

/** What a resource type is told besides properties. */
export interface ResourceContext extends ServiceClients, BackendClients {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** The physical resource's name: as given in the properties, or generated. Empty for types without names. */
  readonly name: string;
  /**
   * To be awaited as soon as the physical resource exists, before it is completed, so that it can't be lost. The
   * attributes are given to `delete` if it has to be undone.
   */
  readonly started: (physicalId: string, attributes?: Attributes) => Promise<void>;
}

export interface PhysicalResource {
  readonly physicalId: string;
  readonly attributes: Attributes;
}

/** How physical resources of a type are named. */
export interface Naming {
  /** The property that gives the name; absent when users can't choose it. */
  readonly property?: string;
  /** Longest generated name; absent for identifiers such as `mysta-logic-1A2B3C4D5E6F`. */
  readonly maximumLength?: number;
  /** Whether generated names have only small letters. */
  readonly lowerCase?: true;
}

interface Definition<Properties> {
  /** e.g. `AWS::IAM::Role` */
  readonly name: string;
  /** Names for `Fn::GetAtt`. */
  readonly attributes: readonly string[];
  /** Absent for types whose identifiers their services choose. */
  readonly naming?: Naming;
  /** Whether stacks with it need CAPABILITY_IAM (CAPABILITY_NAMED_IAM when its name is given). */
  readonly iam?: true;
  /** The property that holds tags, to which the stack's own tags are added. */
  readonly tags?: 'Tags';
  /** Identifiers of physical resources that creating these properties may have made: what exists and fits. */
  find(properties: Properties, context: ResourceContext): Promise<readonly string[]>;
  create(properties: Properties, context: ResourceContext): Promise<PhysicalResource>;
  /** Without interruption; may be repeated after it was cut off anywhere. Gives the attributes. */
  update(
    current: PhysicalResource,
    properties: Properties,
    previous: Properties,
    context: ResourceContext,
  ): Promise<Attributes>;
  /** Also for what was made halfway; what is not there any more is no error. */
  delete(current: PhysicalResource, properties: Properties, context: ResourceContext): Promise<void>;
}

/** A type of resources that stacks can have, with properties as templates give them. */
export interface ResourceType extends Definition<TemplateObject> {
  readonly properties: PropertyDeclarations;
  /** The properties in their declared types. Throws {@link PropertyError}. */
  read(logicalId: string, properties: TemplateObject): TemplateObject;
}

/** What a resource type refuses by itself. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
  /** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
  readonly code: 'AlreadyExists' | 'InvalidRequest';

  constructor(code: HandlerError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Properties of a resource are not as its type declares them. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';

  constructor(logicalId: string, problems: readonly string[]) {
    super(`Properties validation failed for resource ${logicalId} with message:\n${problems.join('\n')}`);
  }
}

/** Declares a resource type; its operations are typed by its property declarations. */
export function resourceType<const Declarations extends PropertyDeclarations>(
  definition: Definition<PropertiesOf<Declarations>> & { readonly properties: Declarations },
): ResourceType {
  const typed = (properties: TemplateObject) => typedProperties(definition.properties, properties);
  return {
    ...definition,
    read: (logicalId, properties) => {
      const problems: string[] = [];
      const read = readProperties(definition.properties, properties, problems);
      if (problems.length > 0) throw new PropertyError(logicalId, problems);
      return read;
    },
    find: (properties, context) => definition.find(typed(properties), context),
    create: (properties, context) => definition.create(typed(properties), context),
    update: (current, properties, previous, context) =>
      definition.update(current, typed(properties), typed(previous), context),
    delete: (current, properties, context) => definition.delete(current, typed(properties), context),
  };
}
