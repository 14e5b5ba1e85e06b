/** The entities that have cards, as amoCRM names them in paths. */
export type EntityType = 'leads' | 'contacts' | 'companies' | 'customers';

const entityTypes: readonly string[] = ['leads', 'contacts', 'companies', 'customers'];

/** An entity type as a path segment; a RangeError for anything else. */
export function pathEntity(type: EntityType): string {
  if (!entityTypes.includes(type)) throw new RangeError('This entity type has no path');
  return type;
}
