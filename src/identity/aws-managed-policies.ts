import { awsManagedPoliciesData } from './aws-managed-policies-data.ts';

/** A policy that AWS made and keeps, the same in every account. */
export interface AwsManagedPolicy {
  readonly name: string;
  /** `/`, `/service-role/` or `/job-function/`. */
  readonly path: string;
  /** `arn:aws:iam::aws:policy/...` */
  readonly arn: string;
  /** `ANPA...` */
  readonly id: string;
  /** e.g. `v3` */
  readonly defaultVersionId: string;
  /** ms since 1970. */
  readonly createdAt: number;
  /** When its default version was made; ms since 1970. */
  readonly updatedAt: number;
  /** The default version's document, JSON text. */
  readonly document: string;
}

let byArn: ReadonlyMap<string, AwsManagedPolicy> | undefined;

/** The AWS-managed policy with this ARN; undefined for others and for those that are not built in. */
export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  return arn.startsWith('arn:aws:iam::aws:policy/') ? all().get(arn) : undefined;
}

/** Every AWS-managed policy that is built in, in order of names. */
export function awsManagedPolicies(): AwsManagedPolicy[] {
  return [...all().values()];
}

/** Read when first asked for: most runs name none or few. */
function all(): ReadonlyMap<string, AwsManagedPolicy> {
  byArn ??= new Map(awsManagedPoliciesData.trim().split('\n').map(read));
  return byArn;
}

function read(line: string): [string, AwsManagedPolicy] {
  const [name = '', path = '', id = '', defaultVersionId = '', created = '', updated = '', ...rest] =
    line.split('|');
  const arn = `arn:aws:iam::aws:policy${path}${name}`;
  const createdAt = Date.parse(created);
  const updatedAt = Date.parse(updated);
  return [arn, { name, path, arn, id, defaultVersionId, createdAt, updatedAt, document: rest.join('|') }];
}
