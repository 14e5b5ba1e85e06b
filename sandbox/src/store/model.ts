/** What an account holds. Times are Unix seconds, money whole units of the account's currency. */
export interface Account {
  readonly id: number;
  name: string;
  subdomain: string;
  readonly country: string;
  readonly currency: string;
  readonly currencySymbol: string;
  readonly language: 'ru' | 'en';
  readonly timezone: string;
  readonly timezoneOffset: string;
  readonly createdAt: number;
  readonly uuid: string;
  readonly amojoId: string;
  /** amoCRM switches the filters of leads, contacts and companies on per account. */
  isApiFilterEnabled: boolean;
  /** While the integration is off or absent, only an administrator may grant. */
  isIntegrationOn: boolean;
  readonly groups: readonly Group[];
  readonly roles: readonly Role[];
  readonly users: readonly User[];
  readonly taskTypes: readonly TaskType[];
  readonly lossReasons: readonly LossReason[];
  readonly pipelines: readonly Pipeline[];
  readonly leads: Map<number, Lead>;
  readonly contacts: Map<number, Contact>;
  readonly companies: Map<number, Company>;
  readonly tasks: Map<number, Task>;
}

export interface Group {
  readonly id: number;
  readonly name: string;
}

export interface Role {
  readonly id: number;
  readonly name: string;
}

/** A all, G own group, M own, D denied. */
export type Reach = 'A' | 'G' | 'M' | 'D';

export interface EntityRights {
  readonly view: Reach;
  readonly edit: Reach;
  readonly add: 'A' | 'D';
  readonly delete: Reach;
  readonly export: Reach;
}

/** A stage taken away from a user, whatever the rest of his rights say. */
export interface StageRights {
  readonly pipelineId: number;
  readonly statusId: number;
  readonly view: 'A' | 'D';
  readonly edit: 'A' | 'D';
  readonly delete: 'A' | 'D';
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly lang: 'ru' | 'en';
  readonly isAdmin: boolean;
  isActive: boolean;
  readonly groupId: number;
  readonly roleId: number | null;
  readonly uuid: string;
  readonly amojoId: string;
  readonly rank: 'newbie' | 'candidate' | 'master';
  readonly leads: EntityRights;
  readonly contacts: EntityRights;
  readonly companies: EntityRights;
  readonly stages: readonly StageRights[];
}

export interface TaskType {
  readonly id: number;
  readonly name: string;
  readonly code: string;
}

export interface LossReason {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly createdAt: number;
}

export interface Pipeline {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly isMain: boolean;
  readonly isUnsortedOn: boolean;
  readonly statuses: readonly Status[];
}

/** amoCRM's word for a stage. 142 (won) and 143 (lost) repeat in every pipeline. */
export interface Status {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly color: string;
  readonly isEditable: boolean;
  readonly type: 0 | 1;
  readonly description: string | null;
}

export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly color: string | null;
}

/** One filled custom field, as amoCRM prints it. */
export interface FieldValue {
  readonly field_id: number;
  readonly field_name: string;
  readonly field_code: string | null;
  readonly field_type: string;
  readonly values: readonly {
    readonly value: string | number | boolean;
    readonly enum_id?: number;
    readonly enum_code?: string | null;
  }[];
}

interface Row {
  readonly id: number;
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Lead extends Row {
  readonly name: string;
  readonly price: number;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly lossReasonId: number | null;
  readonly closedAt: number | null;
  readonly isDeleted: boolean;
  readonly fields: readonly FieldValue[];
  readonly tags: readonly Tag[];
  /** The first one is the main contact. */
  readonly contactIds: readonly number[];
  readonly companyId: number | null;
}

export interface Contact extends Row {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly fields: readonly FieldValue[];
  readonly tags: readonly Tag[];
  readonly companyId: number | null;
}

export interface Company extends Row {
  readonly name: string;
  readonly fields: readonly FieldValue[];
  readonly tags: readonly Tag[];
}

export interface Task extends Row {
  readonly entityType: 'leads' | 'contacts' | 'companies' | null;
  readonly entityId: number | null;
  readonly duration: number;
  readonly isCompleted: boolean;
  readonly taskTypeId: number;
  readonly text: string;
  readonly result: string | null;
  readonly completeTill: number;
}
