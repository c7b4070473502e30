/** What a policy template takes. Names are those of `parameters`, without {@link parameterPrefix}. */
export interface PolicyTemplate {
  readonly required: readonly string[];
  /** The parameters that take one of a few values, with these. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** Where in a call it may be applied besides request and response. */
  readonly alsoAppliesTo?: readonly string[];
}

/** Before the name of every parameter that belongs to the template. */
export const parameterPrefix = 'x-ms-apimTemplateParameter.';
/** The parameter that says when the policy is applied. */
export const sectionParameter = 'x-ms-apimTemplate-policySection';

const whenThere = ['override', 'skip', 'append'];
const routeMethods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', '@Request.OriginalHTTPMethod'];

/**
 * The templates by their names in lower case, because upper and lower case do not count. The last three are in use although the
 * schema does not list them, so that nothing is required of them.
 */
export const policyTemplates: ReadonlyMap<string, PolicyTemplate> = new Map(
  Object.entries<PolicyTemplate>({
    convertarraytoobject: { required: ['propertyParentPath', 'keyWithinCollectionPath', 'newPropertyPath'] },
    convertobjecttoarray: { required: ['propertyParentPath', 'newPropertyPath'] },
    dynamichosturl: { required: ['urlTemplate'] },
    encodepropertyvalue: { required: ['propertyParentPath', 'newPropertyPath'] },
    pollingtrigger: { required: ['triggerConfig', 'triggerDataPath'] },
    routerequesttoendpoint: { required: ['newPath'], choices: { httpMethod: routeMethods } },
    setheader: {
      required: ['name', 'value'],
      choices: { existsAction: whenThere },
      alsoAppliesTo: ['Failure'],
    },
    setproperty: {
      required: ['newPropertyParentPathTemplate', 'newPropertySubPathTemplate', 'propertyValuePathTemplate'],
    },
    setqueryparameter: { required: ['name', 'value'], choices: { existsAction: whenThere } },
    setvaluefromurl: {
      required: ['parameterTemplate', 'parameterValueUrl', 'parameterValuePathTemplate'],
      choices: { httpMethod: ['GET', 'POST', 'PUT'] },
    },
    stringreplace: { required: ['propertyParentPath', 'sourceString', 'replacementString', 'newPropertyPath'] },
    stringtoarray: { required: ['propertyParentPath', 'delimiterList', 'childPropertyName', 'newPropertyPath'] },
    updatenextlink: { required: ['nextLinkPropertyName'] },
    setconnectionstatustounauthenticated: { required: [] },
    moveproperties: { required: [] },
    dynamicsubdomain: { required: [] },
  }),
);
