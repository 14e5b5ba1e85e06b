import { Fragment } from 'react';
import { Text, type TextProps } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { markHits } from './hits';

/** A text in which what was searched for is marked: by colour and, so that it is not colour alone, a line. */
export function Marked({
  text,
  query,
  ...rest
}: { text: string; query: string } & Omit<TextProps, 'children'>) {
  const { colours } = useTheme();
  const hit = {
    backgroundColor: colours.brassSoft,
    textDecorationLine: 'underline' as const,
    textDecorationColor: colours.brassMark,
  };
  return (
    <Text {...rest}>
      {markHits(text, query).map((part, index) =>
        part.hit ? (
          <Text key={index} {...rest} style={hit}>
            {part.text}
          </Text>
        ) : (
          <Fragment key={index}>{part.text}</Fragment>
        ),
      )}
    </Text>
  );
}
