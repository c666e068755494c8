import type {
  ChangeSetStatus,
  ExecutionStatus,
  ResourceStatus,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { Caller } from '../../../identity/principal.ts';
import type { CollectionDefinition } from '../../../store/store.ts';
import type { BoundTemplate } from '../template/bind.ts';
import type { DeletionPolicy } from '../template/read-resources.ts';
import type { TemplateObject } from '../template/value.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a request gives a stack; an update that fails brings the stack back to what these were. */
export interface StackSettings {
  readonly templateBody: string;
  readonly description?: string;
  /** Texts by parameter name, in the template's order. */
  readonly parameters: readonly { readonly name: string; readonly text: string; readonly noEcho: boolean }[];
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

export interface OutputRecord {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** An operation in progress: enough to finish it, or roll it back, after a restart. */
export interface OperationRecord {
  /** Tells this operation from others on the same stack. */
  readonly id: string;
  readonly kind: 'create' | 'update' | 'delete';
  /** On whose behalf services are called. */
  readonly caller: Caller;
  readonly clientRequestToken?: string;
  /** ms since 1970. */
  readonly startedAt: number;
  /** What the stack shall be; absent when it is deleted. */
  readonly target?: BoundTemplate;
  /** What the stack was before an update, and what it imported. */
  readonly previous?: StackSettings;
  readonly previousImports?: readonly string[];
  /** What to do when it fails. */
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  /** Logical ids of resources that are not to be deleted. */
  readonly retain?: readonly string[];
  /** Whether new resources are deleted in a rollback whatever their deletion policies say. */
  readonly retainExceptOnCreate?: boolean;
}

/** Record id: the UUID at the end of the stack's id. */
export interface StackRecord extends StackSettings {
  readonly uuid: string;
  /** `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID` */
  readonly stackId: string;
  readonly stackName: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  /** ms since 1970, as all times here. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  readonly outputs: readonly OutputRecord[];
  readonly disableRollback: boolean;
  readonly timeoutInMinutes?: number;
  readonly enableTerminationProtection: boolean;
  /** The change set that was carried out last. */
  readonly changeSetId?: string;
  /** Token and kind of the operation started last. */
  readonly lastToken?: { readonly token: string; readonly kind: OperationRecord['kind'] };
  readonly operation?: OperationRecord;
}

/** A thing that exists in a service. */
export interface PhysicalRecord {
  readonly type: string;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The properties it has, in their declared types, with the stack's tags. */
  readonly properties: TemplateObject;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: 'Delete' | 'Retain';
}

/** A creation that was begun: what it made, if anything, is found again by this. */
export interface PendingCreation {
  readonly type: string;
  readonly name: string;
  readonly properties: TemplateObject;
  /** Identifiers of what fitted already before. */
  readonly existing: readonly string[];
  readonly physicalId?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
}

/** Record id: `STACK-UUID/LOGICAL-ID`. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly updatedAt: number;
  /** What is shown as the physical id, also of what is gone. */
  readonly physicalId?: string;
  /** JSON text of the properties as shown in events. */
  readonly shownProperties?: string;
  readonly metadata?: TemplateObject;
  /** Logical ids of what the last declaration depends on. */
  readonly dependsOn: readonly string[];
  /** What the logical id stands for. */
  readonly current?: PhysicalRecord;
  readonly pending?: PendingCreation;
  /** Properties that an update without interruption was begun with and not finished. */
  readonly updating?: TemplateObject;
  /** Set by the running update once it touched the resource: what it was before, null when it was not. */
  readonly before?: PhysicalRecord | null;
  /** What an update that was rolled back leaves to be deleted. */
  readonly discard?: PhysicalRecord;
}

/** Record id: `STACK-UUID/` and a number that falls with time, so that the newest comes first. */
export interface EventRecord {
  readonly eventId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly timestamp: number;
  readonly status: string;
  readonly statusReason?: string;
  readonly properties?: string;
  readonly clientRequestToken?: string;
}

/** Record id: the export's name, percent-encoded. */
export interface ExportRecord {
  readonly name: string;
  readonly value: string;
  readonly exportingStackId: string;
}

/** Record id: the export's name, percent-encoded, `/` and the importing stack's name. */
export interface ImportRecord {
  readonly exportName: string;
  readonly stackName: string;
}

/** Record id: the UUID at the end of the change set's id. */
export interface ChangeSetRecord {
  readonly changeSetId: string;
  readonly name: string;
  readonly stackUuid: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly status: ChangeSetStatus;
  readonly statusReason?: string;
  readonly executionStatus: ExecutionStatus;
  readonly settings: StackSettings;
  readonly target: BoundTemplate;
  /** JSON text of the Changes that DescribeChangeSet gives. */
  readonly changes: string;
  readonly onStackFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
}

export const stackRecords: CollectionDefinition<StackRecord> = { name: 'cloudformation-stacks', version: 1 };
/** Which stack has a name now. Record id: the stack's name. */
export const stackNames: CollectionDefinition<{ uuid: string }> = {
  name: 'cloudformation-stack-names',
  version: 1,
};
export const resourceRecords: CollectionDefinition<ResourceRecord> = {
  name: 'cloudformation-resources',
  version: 1,
};
export const eventRecords: CollectionDefinition<EventRecord> = { name: 'cloudformation-events', version: 1 };
export const exportRecords: CollectionDefinition<ExportRecord> = {
  name: 'cloudformation-exports',
  version: 1,
};
export const importRecords: CollectionDefinition<ImportRecord> = {
  name: 'cloudformation-imports',
  version: 1,
};
export const changeSetRecords: CollectionDefinition<ChangeSetRecord> = {
  name: 'cloudformation-change-sets',
  version: 1,
};
