import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import type { Duplicates } from '@foryou-crm/contract/duplicates';
import type { NewLead } from '@foryou-crm/contract/writing';
import NotebookPen from 'lucide-react-native/icons/notebook-pen';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useBoardAccount } from '@/components/board/account-context';
import { Banner } from '@/components/ui/Banner';
import { Field, type FieldProps } from '@/components/ui/Field';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { StageField } from '../StageField';
import { groupedAs } from '../whole-number';
import type { NewLeadValues } from './draft';
import { DuplicateBlock } from './DuplicateBlock';
import type { FieldName } from './new-lead-form';
import { phoneAs } from '../phone-format';
import type { Attachment } from './use-attachment';

type Form = UseFormReturn<NewLeadValues, unknown, NewLead>;

export type NewLeadFieldsProps = {
  form: Form;
  values: NewLeadValues;
  found: { phone: Duplicates | undefined; email: Duplicates | undefined };
  attachment: Attachment;
  pipelines: readonly Pipeline[];
  pipelineId: number | undefined;
  stageId: number | undefined;
  onOpenLead: (leadId: number) => void;
  /** Offered where the form was begun before. */
  onStartAnew?: () => void;
};

/** The fields of a new lead; under a phone or an email that somebody has already, who that is. */
export function NewLeadFields(props: NewLeadFieldsProps) {
  const { form, values, found, attachment, pipelines, pipelineId, stageId } = props;
  const { t } = useTranslation('leads');
  const format = useFormat();
  const { currency } = useBoardAccount();
  const duplicates = (field: 'phone' | 'email') =>
    found[field] && (
      <DuplicateBlock
        found={found[field]}
        field={field}
        contactId={attachment.contactId}
        onAttach={attachment.choose}
        onOpen={props.onOpenLead}
      />
    );
  const attachedHint = attachment.contactId === undefined ? undefined : t('new.attachedHint');
  return (
    <View style={styles.form}>
      {props.onStartAnew && (
        <Banner
          tone="brass"
          icon={NotebookPen}
          title={t('new.restored')}
          action={{ label: t('new.startAnew'), onPress: props.onStartAnew }}
          announce={false}
        />
      )}
      <OneField
        form={form}
        name="name"
        label={t('new.name')}
        autoComplete="off"
        autoCapitalize="words"
        autoFocus={values.name + values.phone + values.email === ''}
        enterKeyHint="next"
        onSubmitEditing={() => form.setFocus('phone')}
      />
      <OneField
        form={form}
        name="phone"
        label={t('new.phone')}
        inputMode="tel"
        autoComplete="off"
        warned={found.phone !== undefined}
        write={phoneAs}
      />
      {duplicates('phone')}
      <OneField
        form={form}
        name="email"
        label={t('new.email')}
        placeholder={t('new.optional')}
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect={false}
        spellCheck={false}
        warned={found.email !== undefined}
        hint={values.email.trim() === '' || found.email ? undefined : attachedHint}
      />
      {duplicates('email')}
      <View style={styles.pair}>
        <View style={styles.price}>
          <OneField
            form={form}
            name="price"
            label={t('new.price')}
            inputMode="numeric"
            trailing={currency ?? undefined}
            write={(typed, before) => groupedAs(typed, before, format.number)}
          />
        </View>
        <View style={styles.stage}>
          <StageField
            label={t('new.stage')}
            pipelines={pipelines}
            pipelineId={pipelineId}
            stageId={stageId}
            onChoose={(pipeline, stage) => {
              form.setValue('pipelineId', pipeline);
              form.setValue('stageId', stage);
            }}
          />
        </View>
      </View>
      <OneField form={form} name="comment" label={t('new.comment.label')} multiline />
    </View>
  );
}

type OneFieldProps = Omit<FieldProps, 'value' | 'onChangeText' | 'error' | 'ref'> & {
  form: Form;
  name: FieldName;
  /** How what is typed is written. */
  write?: (typed: string, before: string) => string;
};

function OneField({ form, name, write, ...field }: OneFieldProps) {
  const { t } = useTranslation('leads');
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field: { value, onChange, onBlur, ref }, fieldState: { error } }) => {
        const word = error && wordOf(name, error.type);
        return (
          <Field
            {...field}
            ref={ref}
            value={value}
            onChangeText={(typed) => onChange(write === undefined ? typed : write(typed, value))}
            onBlur={onBlur}
            error={word && t(`new.errors.${word}`)}
          />
        );
      }}
    />
  );
}

/** A name is asked for where there is neither name, nor phone, nor email. */
function wordOf(name: FieldName, type: string): 'needed' | 'tooLong' | 'refused' {
  if (type === 'too_big') return 'tooLong';
  return name === 'name' && type === 'custom' ? 'needed' : 'refused';
}

const styles = StyleSheet.create({
  form: { gap: space.xl },
  pair: { flexDirection: 'row', gap: space.l },
  price: { flex: 5 },
  // The name of a stage is longer than a price.
  stage: { flex: 6 },
});
