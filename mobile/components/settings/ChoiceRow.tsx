import { useState } from 'react';
import { View } from 'react-native';
import { Group } from '@/components/ui/Group';
import type { IconShape } from '@/components/ui/Icon';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';

export interface ChoiceRowProps<T extends string> {
  label: string;
  icon: IconShape;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** A setting with a few values: the row says the one chosen, pressing it shows the others. */
export function ChoiceRow<T extends string>({
  label,
  icon,
  options,
  value,
  onChange,
}: ChoiceRowProps<T>) {
  const [open, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  return (
    <>
      <ListRow
        icon={icon}
        label={label}
        {...(chosen && { value: chosen.label })}
        opens
        onPress={() => setOpen(true)}
      />
      <Sheet open={open} onClose={() => setOpen(false)} title={label}>
        <View role="radiogroup" aria-label={label}>
          <Group>
            {options.map((option) => (
              <ListRow
                key={option.value}
                label={option.label}
                chosen={option.value === value}
                onPress={() => {
                  onChange(option.value);
                  setOpen(false);
                }}
              />
            ))}
          </Group>
        </View>
      </Sheet>
    </>
  );
}
