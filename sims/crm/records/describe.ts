/** Tools that say what there is: the objects and their fields. */
import { defineTool, lookup, succeed, type JsonObject } from '@understudy/kernel';
import { z } from 'zod';
import { PREFIXES } from '../ids.ts';
import { failed, type Failed } from '../tools/outcomes.ts';
import type { Field, ObjectMeta } from './field.ts';
import { didYouMean, objectNamed, objectOf, OBJECTS } from './objects.ts';

export function noObject(name: string): Failed {
  return failed(
    'not_found',
    `sObject type '${name}' is not supported.`,
    didYouMean(
      name,
      OBJECTS.map((one) => one.name),
    ),
  );
}

export const listObjects = defineTool({
  name: 'list_objects',
  description: 'List the objects of the CRM with the letters their ids start with.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({}),
  run() {
    return succeed({
      objects: OBJECTS.map(({ name, description, kind }) => ({
        name,
        description,
        id_prefix: PREFIXES[kind],
      })),
    });
  },
});

export const describeObject = defineTool({
  name: 'describe_object',
  description:
    'Describe an object: its fields with type, picklist values, references, which are required and which can be written.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ object: lookup(40).describe('Name of the object, like "Lead"') }),
  run(_context, args) {
    const object = objectNamed(args.object);
    if (object === undefined) return noObject(args.object);
    return succeed({
      name: object.name,
      description: object.description,
      id_prefix: PREFIXES[object.kind],
      createable: object.creatable,
      fields: object.fields.map((field) => describe(object, field)),
    });
  },
});

function describe(object: ObjectMeta, field: Field): JsonObject {
  const { type, name } = field;
  return {
    name,
    type: type.is === 'owner' || type.is === 'related' ? 'reference' : type.is,
    ...(type.is === 'picklist' ? { values: type.values } : {}),
    ...(type.is === 'reference' ? { refers_to: objectOf(type.to).name } : {}),
    ...(type.is === 'owner' ? { refers_to: 'User or Queue' } : {}),
    ...(type.is === 'related' ? { refers_to: 'any record' } : {}),
    ...(type.is === 'text' || type.is === 'long_text' ? { max_length: type.max } : {}),
    ...(type.is === 'integer' ? { min: type.min, max: type.max } : {}),
    ...(field.required && !field.defaulted && object.creatable && field.access !== 'read'
      ? { required: true }
      : {}),
    ...(field.access === 'read' ? { read_only: true } : {}),
    ...(field.access === 'create' ? { only_when_created: true } : {}),
    ...(field.tools.length > 0 ? { changed_by: field.tools } : {}),
  };
}
