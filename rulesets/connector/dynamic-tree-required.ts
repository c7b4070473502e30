import { isObject, objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';

const selected = { parameters: { id: { selectedItemValuePath: 'id' } } };
const tree = (open: object) => ({
  open: { operationId: 'GetItem', itemValuePath: 'id', ...open },
  browse: { operationId: 'GetItem', itemValuePath: 'id', ...selected },
});
const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'dynamic-tree-required',
  severity: 'warning',
  description: 'A file picker has `x-ms-dynamic-tree`, and only its `browse` uses the item that the user opened.',
  docs: {
    why: 'Newer designers open no file picker without it; and nothing is selected yet when the tree’s root is opened.',
    fix: 'Add `x-ms-dynamic-tree` beside `x-ms-dynamic-values`, and use `selectedItemValuePath` only in the parameters of `browse`.',
    source: 'Swagger Validator: DynamicTreeExtensionMissing, SelectedItemValuePathNotAllowedInThisPosition.',
  },
  *check(index) {
    for (const { extension, value, holder, at } of dynamicCalls(index)) {
      if (value.capability === 'file-picker' && !isObject(holder.value['x-ms-dynamic-tree'])) {
        yield { at, message: 'This file picker has no "x-ms-dynamic-tree".' };
      }
      if (extension === 'x-ms-dynamic-tree' && at.at(-1) === 'browse') continue;
      for (const [name, given] of Object.entries(objectOf(value.parameters))) {
        if (objectOf(given).selectedItemValuePath === undefined) continue;
        yield {
          at: [...at, 'parameters', name, 'selectedItemValuePath'],
          message: '"selectedItemValuePath" is used outside of the "browse" of a tree.',
        };
      }
    }
  },
  examples: {
    of: parameterWith,
    good: [
      {
        'x-ms-dynamic-values': { capability: 'file-picker', 'value-path': 'id' },
        'x-ms-dynamic-tree': tree({ parameters: { id: { value: '7' } } }),
      },
      { 'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id' } },
    ],
    bad: [
      {
        part: { 'x-ms-dynamic-values': { capability: 'file-picker', 'value-path': 'id' } },
        at: [`${parameter}/x-ms-dynamic-values`],
      },
      {
        part: { 'x-ms-dynamic-tree': tree(selected) },
        at: [`${parameter}/x-ms-dynamic-tree/open/parameters/id/selectedItemValuePath`],
      },
    ],
  },
});
