import type { Collection, Scope, Store, Stored } from '../../../store/store.ts';
import { validationError } from '../template/validation-error.ts';
import {
  type ChangeSetRecord,
  changeSetRecords,
  type EventRecord,
  type ExportRecord,
  eventRecords,
  exportRecords,
  type ImportRecord,
  importRecords,
  type ResourceRecord,
  resourceRecords,
  type StackRecord,
  stackNames,
  stackRecords,
} from './records.ts';

/** The collections of CloudFormation, and how stacks are found in them. */
export class StackStore {
  readonly store: Store;
  readonly stacks: Collection<StackRecord>;
  readonly names: Collection<{ uuid: string }>;
  readonly resources: Collection<ResourceRecord>;
  readonly events: Collection<EventRecord>;
  readonly exports: Collection<ExportRecord>;
  readonly imports: Collection<ImportRecord>;
  readonly changeSets: Collection<ChangeSetRecord>;

  constructor(store: Store) {
    this.store = store;
    this.stacks = store.collection(stackRecords);
    this.names = store.collection(stackNames);
    this.resources = store.collection(resourceRecords);
    this.events = store.collection(eventRecords);
    this.exports = store.collection(exportRecords);
    this.imports = store.collection(importRecords);
    this.changeSets = store.collection(changeSetRecords);
  }

  /** A stack by its name, or by its id, by which deleted ones are found too. */
  async find(scope: Scope, nameOrId: string): Promise<Stored<StackRecord> | undefined> {
    const uuid = nameOrId.startsWith('arn:')
      ? uuidOf(nameOrId)
      : (await this.names.get(scope, nameOrId))?.value.uuid;
    if (uuid === undefined) return undefined;
    const stack = await this.stacks.get(scope, uuid);
    return nameOrId.startsWith('arn:') && stack?.value.stackId !== nameOrId ? undefined : stack;
  }

  /** As {@link find}. Throws ValidationError when there is none, with the text that most operations have. */
  async get(scope: Scope, nameOrId: string | undefined): Promise<StackRecord> {
    const stack = nameOrId === undefined ? undefined : await this.find(scope, nameOrId);
    if (stack === undefined) throw validationError(`Stack with id ${nameOrId} does not exist`);
    return stack.value;
  }

  /** The resources of a stack in the order of their logical ids. */
  async resourcesOf(scope: Scope, uuid: string): Promise<ResourceRecord[]> {
    const stored = await this.resources.list(scope, { prefix: `${uuid}/` });
    return stored.map((one) => one.value);
  }

  /** The stack that a physical resource is in. */
  async stackWith(scope: Scope, physicalId: string): Promise<StackRecord | undefined> {
    const found = (await this.resources.list(scope)).find(
      (one) => one.value.current?.physicalId === physicalId,
    );
    const uuid = found?.id.split('/')[0];
    return uuid === undefined ? undefined : (await this.stacks.get(scope, uuid))?.value;
  }

  /** Values of all exports, by name. */
  async exportValues(scope: Scope): Promise<Map<string, string>> {
    const stored = await this.exports.list(scope);
    return new Map(stored.map(({ value }) => [value.name, value.value]));
  }

  /** Names of the stacks that import a name. */
  async importersOf(scope: Scope, exportName: string): Promise<string[]> {
    const stored = await this.imports.list(scope, { prefix: `${exportId(exportName)}/` });
    return stored.map((one) => one.value.stackName);
  }
}

/** Record id of an export. */
export function exportId(name: string): string {
  return encodeURIComponent(name);
}

/** The UUID of a stack's or change set's id; undefined when the text is not one. */
export function uuidOf(arn: string): string | undefined {
  return /^arn:[^:]*:cloudformation:[^:]*:\d*:(?:stack|changeSet)\/[^/]+\/([0-9a-f-]{36})$/.exec(arn)?.[1];
}
