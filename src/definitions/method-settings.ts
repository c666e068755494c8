import type { MethodSetting, Stage } from './rest-api.ts';

/** Key of the settings that hold for every method without its own. */
export const EVERY_METHOD = '*/*';

/**
 * The settings of one method of a stage: its own, else the stage's, else undefined (nothing is set, the defaults hold).
 * @param resourcePath path of the resource, e.g. `/pets/{id}`
 * @param httpMethod the method as the API defines it: an HTTP method or `ANY`
 */
export function methodSettingFor(
  stage: Stage,
  resourcePath: string,
  httpMethod: string,
): MethodSetting | undefined {
  return ownMethodSettingFor(stage, resourcePath, httpMethod) ?? settingUnder(stage, EVERY_METHOD);
}

/** The settings of one method alone; undefined when it has none of its own. */
export function ownMethodSettingFor(
  stage: Stage,
  resourcePath: string,
  httpMethod: string,
): MethodSetting | undefined {
  const key = `${resourcePath.replaceAll('/', '~1')}/${httpMethod}`;
  return settingUnder(stage, key) ?? settingUnder(stage, key.slice(2));
}

function settingUnder({ methodSettings }: Stage, key: string): MethodSetting | undefined {
  return Object.hasOwn(methodSettings, key) ? methodSettings[key] : undefined;
}
