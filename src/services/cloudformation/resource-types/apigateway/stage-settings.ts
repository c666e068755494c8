import type { CacheClusterSize, PatchOperation } from '@aws-sdk/client-api-gateway';
import {
  boolean,
  checkedByService,
  integer,
  list,
  map,
  number,
  object,
  type PropertiesOf,
  string,
} from '../property-type.ts';
import { pathToken, replacing } from './patch.ts';

/** Settings of methods that stages have, for one method or for all together. */
export const methodSettingProperties = {
  CacheDataEncrypted: { type: boolean },
  CacheTtlInSeconds: { type: integer },
  CachingEnabled: { type: boolean },
  DataTraceEnabled: { type: boolean },
  LoggingLevel: { type: string },
  MetricsEnabled: { type: boolean },
  ThrottlingBurstLimit: { type: integer },
  ThrottlingRateLimit: { type: number },
} as const;

/** Properties that AWS::ApiGateway::Stage and the StageDescription of AWS::ApiGateway::Deployment share. */
export const stageProperties = {
  AccessLogSetting: { type: object({ DestinationArn: { type: string }, Format: { type: string } }) },
  CacheClusterEnabled: { type: boolean },
  CacheClusterSize: { type: checkedByService<CacheClusterSize>() },
  ClientCertificateId: { type: string },
  Description: { type: string },
  DocumentationVersion: { type: string },
  MethodSettings: {
    type: list(
      object({ ...methodSettingProperties, HttpMethod: { type: string }, ResourcePath: { type: string } }),
    ),
  },
  TracingEnabled: { type: boolean },
  Variables: { type: map(string) },
} as const;

type StageProperties = PropertiesOf<typeof stageProperties>;
type MethodSettings = PropertiesOf<typeof methodSettingProperties>;

/** Patch operations that bring the settings of a stage from `before` to `after`. */
export function stageChanges(before: StageProperties, after: StageProperties): PatchOperation[] {
  return [
    ...replacing(
      ['/description', before.Description, after.Description, ''],
      ['/cacheClusterEnabled', before.CacheClusterEnabled, after.CacheClusterEnabled, 'false'],
      ['/cacheClusterSize', before.CacheClusterSize, after.CacheClusterSize, '0.5'],
      ['/clientCertificateId', before.ClientCertificateId, after.ClientCertificateId, ''],
      ['/documentationVersion', before.DocumentationVersion, after.DocumentationVersion, ''],
      ['/tracingEnabled', before.TracingEnabled, after.TracingEnabled, 'false'],
    ),
    ...accessLogChanges(before.AccessLogSetting, after.AccessLogSetting),
    ...variableChanges(before.Variables ?? {}, after.Variables ?? {}),
    ...methodSettingChanges(before.MethodSettings ?? [], after.MethodSettings ?? []),
  ];
}

function accessLogChanges(
  before: StageProperties['AccessLogSetting'],
  after: StageProperties['AccessLogSetting'],
): PatchOperation[] {
  if (after === undefined) return before === undefined ? [] : [{ op: 'remove', path: '/accessLogSettings' }];
  return replacing(
    ['/accessLogSettings/destinationArn', before?.DestinationArn, after.DestinationArn, ''],
    ['/accessLogSettings/format', before?.Format, after.Format, ''],
  );
}

function variableChanges(before: Record<string, string>, after: Record<string, string>): PatchOperation[] {
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const changed = Object.entries(after).filter(
    ([name, value]) => !Object.hasOwn(before, name) || before[name] !== value,
  );
  return [
    ...removed.map((name): PatchOperation => ({ op: 'remove', path: `/variables/${pathToken(name)}` })),
    ...changed.map(
      ([name, value]): PatchOperation => ({ op: 'replace', path: `/variables/${pathToken(name)}`, value }),
    ),
  ];
}

type MethodSetting = NonNullable<StageProperties['MethodSettings']>[number];

function methodSettingChanges(
  before: readonly MethodSetting[],
  after: readonly MethodSetting[],
): PatchOperation[] {
  const kept = new Set(after.map(methodPath));
  const gone = before.map(methodPath).filter((path) => !kept.has(path));
  return [
    ...gone.map((path): PatchOperation => ({ op: 'remove', path })),
    ...after.flatMap((setting) => {
      const path = methodPath(setting);
      return settingChanges(path, before.find((one) => methodPath(one) === path) ?? {}, setting);
    }),
  ];
}

/** `/~1pets/GET` of the method's resource path, which may be written so already; the wildcard of both by default. */
function methodPath({ ResourcePath = '/*', HttpMethod = '*' }: MethodSetting): string {
  const path = ResourcePath.replace(/^\//, '');
  const encoded = path === '*' || path.includes('~1') ? path : pathToken(ResourcePath);
  return `/${encoded}/${HttpMethod}`;
}

/** Changes of the settings of one method, of the wildcard path for all. */
export function settingChanges(
  path: string,
  before: MethodSettings,
  after: MethodSettings,
): PatchOperation[] {
  return replacing(
    [`${path}/metrics/enabled`, before.MetricsEnabled, after.MetricsEnabled, 'false'],
    [`${path}/logging/loglevel`, before.LoggingLevel, after.LoggingLevel, 'OFF'],
    [`${path}/logging/dataTrace`, before.DataTraceEnabled, after.DataTraceEnabled, 'false'],
    [`${path}/throttling/burstLimit`, before.ThrottlingBurstLimit, after.ThrottlingBurstLimit, '-1'],
    [`${path}/throttling/rateLimit`, before.ThrottlingRateLimit, after.ThrottlingRateLimit, '-1'],
    [`${path}/caching/enabled`, before.CachingEnabled, after.CachingEnabled, 'false'],
    [`${path}/caching/ttlInSeconds`, before.CacheTtlInSeconds, after.CacheTtlInSeconds, '300'],
    [`${path}/caching/dataEncrypted`, before.CacheDataEncrypted, after.CacheDataEncrypted, 'false'],
  );
}
